import { once } from "node:events";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A mail server of a test's own, which reads what it is sent as a mail program would. */
export type Mail = {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly inReplyTo: string | null;
};

export type MailServer = {
  /** For SMTP_URL. */
  readonly url: string;
  /** What this address was sent, in order. */
  readonly mailOf: (address: string) => readonly Mail[];
  /** From now on this address is refused with these words; `null` takes it back. */
  readonly refuse: (
    address: string,
    answer: { readonly code: number; readonly words: string } | null,
  ) => void;
  readonly stop: () => Promise<void>;
};

export async function startMailServer({ port = 0 }: { readonly port?: number } = {}): Promise<MailServer> {
  const mails: Mail[] = [];
  const refused = new Map<string, { readonly code: number; readonly words: string }>();
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    onRcptTo: ({ address }, _session, done) => {
      const answer = refused.get(address);
      done(answer && Object.assign(new Error(answer.words), { responseCode: answer.code }));
    },
    onData: (stream, session, done) => {
      simpleParser(stream).then((mail) => {
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address).join(),
          from: mail.from?.text ?? "",
          subject: mail.subject ?? "",
          text: mail.text ?? "",
          html: mail.html || "",
          messageId: mail.messageId ?? "",
          inReplyTo: mail.inReplyTo ?? null,
        });
        done();
      }, done);
    },
  });
  const socket = server.listen(port, "127.0.0.1");
  if (!socket.listening) await once(socket, "listening");
  const address = socket.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mailOf: (to) => mails.filter((mail) => mail.to === to),
    refuse: (to, answer) => void (answer === null ? refused.delete(to) : refused.set(to, answer)),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
