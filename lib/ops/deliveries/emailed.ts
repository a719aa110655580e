import { pagesOver } from "@/lib/db/deliveries";
import type { DeliveryJob } from "./load";

/** A page by e-mail to somebody about a request: on its way, or taken by the mail server. */
export type EmailedPage = { readonly id: string; readonly status: string };

/** Of the person and the request of this delivery, the first first. */
export const emailedPages = (job: DeliveryJob): Promise<readonly EmailedPage[]> => pagesOver("email", job);
