import { createTransport } from "nodemailer";
import { config } from "./config";
import { remember } from "./remember";

/**
 * The one way e-mail leaves the house: over the mail server of SMTP_URL, a few connections at a time. The operator chose
 * that server, so it may be anywhere; what is sent over it holds no file and fetches no address.
 */
export type Letter = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same however often it is sent, so that whoever gets it twice sees it once. */
  readonly messageId: string;
  /** The letter this one follows. */
  readonly inReplyTo: string | null;
};

/** Why a letter was not taken. `isForGood`: this letter to this address never will be. */
export class MailError extends Error {
  override readonly name = "MailError";
  constructor(
    message: string,
    readonly isForGood: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000 };
const MOST_CONNECTIONS = 5;

const transport = (url: string) =>
  remember("mailer", () =>
    createTransport({
      ...{ url, pool: true, maxConnections: MOST_CONNECTIONS, ...TIMEOUTS },
      ...{ disableFileAccess: true, disableUrlAccess: true },
    }),
  );

/** Throws MailError. Resolves when the mail server has taken the letter. */
export async function sendLetter({ to, inReplyTo, ...letter }: Letter): Promise<void> {
  const { url, from } = config().smtp ?? {};
  if (url === undefined || from === undefined) throw new MailError("e-mail is not set up here", true);
  try {
    await transport(url).sendMail({
      ...letter,
      from: { name: "Countersign", address: from },
      // As one address: text would be read for several.
      to: { name: "", address: to },
      ...(inReplyTo === null ? {} : { inReplyTo, references: inReplyTo }),
      // Nobody's holiday note is to answer, and no list is to take it for a conversation.
      headers: { "auto-submitted": "auto-generated", "x-auto-response-suppress": "All" },
    });
  } catch (error) {
    throw failureOf(error);
  }
}

/** Lets go of idle connections, so that a process that stops is not kept. */
export function closeMailer(): void {
  const { url } = config().smtp ?? {};
  if (url !== undefined) transport(url).close();
}

const LONGEST_ANSWER = 200;

function failureOf(error: unknown): MailError {
  const { code, command, response, permanent } = Object(error) as {
    readonly code?: unknown;
    readonly command?: unknown;
    readonly response?: unknown;
    readonly permanent?: unknown;
  };
  const answer = typeof response === "string" ? `: ${response.slice(0, LONGEST_ANSWER)}` : "";
  if (code === "EAUTH" || code === "ENOAUTH")
    return new MailError(`the mail server does not take our sign-in${answer}`, false, { cause: error });
  if (typeof response !== "string")
    return new MailError(`the mail server does not answer (${String(code)})`, false, { cause: error });
  // A refusal before there was an address is about us, and passes when somebody puts it right.
  const isAboutLetter = code === "EENVELOPE" || code === "EMESSAGE" || command === "DATA";
  const isForGood = permanent === true && isAboutLetter;
  return new MailError(`the mail server refused it${answer}`, isForGood, { cause: error });
}
