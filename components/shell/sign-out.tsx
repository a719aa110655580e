"use client";

import { LogOut } from "lucide-react";
import { useState } from "react";
import { Button } from "../shared/button";
import { hangUp } from "../shared/leaving";
import { signOut } from "../sign-in/session";

export function SignOut({ className }: { className?: string }) {
  const [isLeaving, setIsLeaving] = useState(false);
  const leave = async () => {
    setIsLeaving(true);
    hangUp();
    await signOut();
    window.location.assign("/sign-in");
  };
  return (
    <Button look="bare" className={className} disabled={isLeaving} onClick={() => void leave()}>
      <LogOut aria-hidden="true" className="size-4" />
      {isLeaving ? "Signing out…" : "Sign out"}
    </Button>
  );
}
