import { redirect } from "next/navigation";
import { safeNext } from "@/components/sign-in/safe-next";
import { SignInFrame } from "@/components/sign-in/sign-in-frame";
import { SignInView } from "@/components/sign-in/sign-in-view";
import { currentPerson, signInOptions } from "@/lib/auth/server";

export const metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { callbackUrl, error } = await searchParams;
  const next = safeNext(typeof callbackUrl === "string" ? callbackUrl : undefined);
  if (await currentPerson()) redirect(next);
  const { oidc, demo } = await signInOptions();
  const offer = {
    singleSignOn: oidc,
    demo: (demo ?? []).map(({ id, name, role, title }) => ({ id, name, role, note: title })),
  };
  return (
    <SignInFrame>
      <SignInView offer={offer} next={next} hasFailed={error !== undefined} />
    </SignInFrame>
  );
}
