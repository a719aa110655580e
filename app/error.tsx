"use client";

import { Failure } from "@/components/shared/failure";

export default function RootError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main className="p-6">
      <Failure error={error} retry={retry} />
    </main>
  );
}
