"use client";

import { Failure } from "@/components/shared/failure";
import "./globals.css";

export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something failed · Countersign</title>
        <main className="p-6">
          <Failure error={error} retry={retry} />
        </main>
      </body>
    </html>
  );
}
