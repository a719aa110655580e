import { z } from "zod";
import { Jws } from "./common";

export const ReceiptList = z.object({ receipts: z.array(Jws), next_seq: z.int() });
export const RequestReceipts = z.object({ receipts: z.array(Jws) });
