"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import type { ConfigDrift, ConfigVersionList } from "@/lib/contract/config-history";
import type { ConfigProblemList } from "@/lib/contract/config-plan";
import { getText } from "../shared/api";
import { Button } from "../shared/button";
import { Card } from "../shared/card";
import { useConfig } from "../shared/config-item";
import { placeWords } from "../shared/config-words";
import { Notice } from "../shared/notice";
import { PageHeading } from "../shared/page-heading";
import { Time } from "../shared/time-view";
import { listed } from "../shared/words";
import { authorWords } from "./author-words";
import { FileForm } from "./file-form";
import { ProblemList } from "./problem-list";
import { useDrift, useProblems } from "./queries";
import { VersionList } from "./version-list";

/** Everything that is configured, as the one document it is: what is wrong with it, its file, and its history. */
export function ConfigurationView({
  problems,
  drift,
  versions,
}: {
  problems: ConfigProblemList;
  drift: ConfigDrift;
  versions: ConfigVersionList;
}) {
  const found = useProblems(problems);
  return (
    <div className="grid gap-6">
      <div>
        <PageHeading
          title="Configuration"
          summary={`Version ${found.version} is in force. Everything edited in the console is this one document; every change of it is a version.`}
        >
          <Export />
        </PageHeading>
        <Drift seed={drift} />
      </div>
      <Card title="What is wrong with it">
        {found.problems.length === 0 ? (
          <p className="text-ink-2 text-sm">
            Nothing that can be found: every route can be satisfied, and everybody is reachable.
          </p>
        ) : (
          <ProblemList problems={found.problems} />
        )}
      </Card>
      <Card title="Apply a file">
        <FileForm />
      </Card>
      <Card title="Versions">
        <VersionList seed={versions} />
      </Card>
    </div>
  );
}

/** The document as YAML, to a file on this machine. */
function Export() {
  const [isFailed, setIsFailed] = useState(false);
  const save = async () => {
    const yaml = await getText("/api/v1/config", "application/yaml").catch(() => null);
    setIsFailed(yaml === null);
    if (yaml === null) return;
    const address = URL.createObjectURL(new Blob([yaml], { type: "application/yaml" }));
    const link = window.document.createElement("a");
    link.href = address;
    link.download = "countersign.yaml";
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <Button onClick={() => void save()}>
      <Download aria-hidden="true" className="size-4" />
      {isFailed ? "The export failed: try again" : "Export YAML"}
    </Button>
  );
}

function Drift({ seed }: { seed: ConfigDrift }) {
  const { value: document } = useConfig();
  const { drifted, source, since_version, changed, authors } = useDrift(seed);
  if (source === null) return null;
  if (!drifted)
    return (
      <p className="text-ink-2 text-sm">
        It is what <span className="font-mono text-xs">{source.name}</span> says, applied{" "}
        <Time at={source.at} />.
      </p>
    );
  return (
    <Notice tone="warning" title={`It is no longer what ${source.name} says`}>
      <p>
        Since version {since_version} the console has changed{" "}
        {listed(changed.map((label) => placeWords(`/${label}`, document).text))}
        {authors.length > 0 ? `, by ${listed(authors.map((author) => authorWords(author, document)))}` : ""}.
        Applying the file again would undo that; export and commit it to keep it.
      </p>
    </Notice>
  );
}
