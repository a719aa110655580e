"use client";

import { Failure } from "@/components/shared/failure";

export default function ConsoleError({ error, retry }: { error: unknown; retry: () => void }) {
  return <Failure error={error} retry={retry} />;
}
