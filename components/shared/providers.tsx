"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { ProblemError } from "./api";

const isWorthRetrying = (error: unknown): boolean =>
  !(error instanceof ProblemError) || error.problem.status === 0 || error.problem.status >= 500;

const makeClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // What the server rendered is read once more when its view comes alive: whatever happened before the live
        // connection stood, nobody would tell it.
        staleTime: 0,
        retry: (count, error) => count < 2 && isWorthRetrying(error),
      },
      mutations: { retry: false },
    },
  });

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(makeClient);
  return (
    <NuqsAdapter>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </NuqsAdapter>
  );
}
