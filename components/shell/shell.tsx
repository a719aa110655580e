import type { ReactNode } from "react";
import type { Me } from "@/lib/contract/people";
import { Brand } from "../shared/brand";
import { SavedNotice } from "../shared/saved";
import type { Theme } from "../shared/theme-name";
import { AccountPanel, AccountSheet } from "./account";
import { Connection, ConnectionState } from "./connection";
import { SideNav, TabNav, TitleCount } from "./nav";

/** The frame of every page behind sign-in: a sidebar on a desktop, a bar above and tabs below on a phone. */
export function Shell({ me, theme, children }: { me: Me; theme: Theme; children: ReactNode }) {
  return (
    <div className="lg:grid lg:min-h-dvh lg:grid-cols-[14.5rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="fixed top-2 left-2 z-60 -translate-y-20 rounded-md bg-engraving px-4 py-2.5 font-medium text-on-engraving text-sm focus:translate-y-0"
      >
        Skip to the content
      </a>
      <TitleCount />
      <aside className="hidden border-line border-r lg:block">
        <div className="sticky top-0 flex h-dvh flex-col gap-6 overflow-y-auto p-4">
          <div className="flex items-center justify-between pl-2">
            <Brand />
            <Connection />
          </div>
          <SideNav />
          <div className="mt-auto grid gap-3">
            <p className="truncate px-0.5 text-2xs text-ink-3">
              {me.organisation.name} · times in {me.organisation.time_zone}
            </p>
            <AccountPanel me={me} theme={theme} />
          </div>
        </div>
      </aside>
      <div className="flex min-h-dvh min-w-0 flex-col">
        <header className="sticky top-0 z-20 flex min-h-13 items-center justify-between gap-3 border-line border-b bg-paper px-4 lg:hidden">
          <Brand />
          <div className="flex items-center gap-3">
            <ConnectionState />
            <AccountSheet me={me} theme={theme} />
          </div>
        </header>
        <main
          id="content"
          tabIndex={-1}
          className="w-full min-w-0 flex-1 px-3 py-4 outline-none sm:px-6 lg:px-8 lg:py-6"
        >
          <div className="mx-auto max-w-6xl">
            <SavedNotice />
            {children}
          </div>
        </main>
        <div
          data-tabs
          className="sticky bottom-0 z-20 border-line border-t bg-paper pb-[env(safe-area-inset-bottom)] lg:hidden"
        >
          <TabNav />
        </div>
      </div>
    </div>
  );
}
