import type { ReactNode } from "react";
import { Brand } from "../shared/brand";
import { Seal } from "../shared/seal-view";

// Any digest would do: this is the one of no bytes at all.
const OF_NOTHING = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** The door: what this house is for on one side, the way in on the other. */
export function SignInFrame({ children }: { children: ReactNode }) {
  return (
    <main className="grid min-h-dvh lg:grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)]">
      <div className="relative flex flex-col justify-between gap-8 overflow-clip p-6 sm:p-10 lg:p-14">
        <Seal
          isLarge
          digest={OF_NOTHING}
          className="pointer-events-none absolute -right-24 -bottom-24 size-80 text-engraving opacity-50 lg:-right-96 lg:-bottom-[26rem] lg:size-[56rem]"
        />
        <Brand />
        <div className="relative max-w-lg">
          <h1 className="font-semibold text-2xl leading-tight tracking-tight lg:text-[2.5rem] lg:leading-[1.1]">
            Nothing risky runs until a named person signs it.
          </h1>
          <p className="mt-4 hidden max-w-md text-ink-2 text-lg sm:block">
            An agent’s action waits at the gate. You see exactly what would run, why it was held, and how long
            is left. If nobody answers, the answer is no.
          </p>
        </div>
        <p className="relative hidden text-ink-3 text-xs lg:block">
          To countersign: to add the second signature that makes an act valid.
        </p>
      </div>
      <div className="perforated-top lg:perforated-left grid content-start bg-inset p-6 sm:p-10 lg:content-center lg:p-14">
        <div className="w-full max-w-sm">
          <h2 className="mb-5 font-semibold text-xl tracking-tight">Sign in</h2>
          {children}
        </div>
      </div>
    </main>
  );
}
