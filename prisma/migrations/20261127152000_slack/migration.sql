-- AlterTable
ALTER TABLE "person" ADD COLUMN     "slack" TEXT;

-- CreateTable
CREATE TABLE "slack_workspace" (
    "team_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "bot_user_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "error" TEXT,
    "checked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "slack_workspace_pkey" PRIMARY KEY ("team_id")
);

-- CreateTable
CREATE TABLE "slack_account" (
    "team_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "dm_channel" TEXT,
    "muted_until" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "slack_account_pkey" PRIMARY KEY ("team_id","user_id")
);

-- CreateTable
CREATE TABLE "slack_link_code" (
    "hash" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "slack_link_code_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "slack_copy" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "ts" TEXT,
    "kind" TEXT NOT NULL,
    "person_id" TEXT,
    "step" INTEGER,
    "occasion" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "shown" TEXT,
    "attempted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "slack_copy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "slack_seen" (
    "digest" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "slack_seen_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "slack_home" (
    "team_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "page" INTEGER NOT NULL DEFAULT 0,
    "shown" TEXT,

    CONSTRAINT "slack_home_pkey" PRIMARY KEY ("team_id","user_id")
);

-- CreateIndex
CREATE INDEX "slack_link_code_expires_at_idx" ON "slack_link_code"("expires_at");

-- CreateIndex
CREATE INDEX "slack_copy_request_id_idx" ON "slack_copy"("request_id");

-- CreateIndex
CREATE INDEX "slack_copy_team_id_channel_ts_idx" ON "slack_copy"("team_id", "channel", "ts");

-- CreateIndex
CREATE UNIQUE INDEX "slack_copy_delivery_id_key" ON "slack_copy"("delivery_id");

-- CreateIndex
CREATE INDEX "slack_seen_expires_at_idx" ON "slack_seen"("expires_at");

-- CreateIndex
CREATE INDEX "person_slack_idx" ON "person"("slack");

-- AddForeignKey
ALTER TABLE "slack_copy" ADD CONSTRAINT "slack_copy_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "approval_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express: the words each column may hold, and a copy that is there has its place.
ALTER TABLE "slack_workspace" ADD CONSTRAINT "slack_workspace_status" CHECK ("status" IN ('active', 'revoked', 'uninstalled'));
ALTER TABLE "slack_account" ADD CONSTRAINT "slack_account_kind" CHECK ("kind" IN ('member', 'guest', 'bot', 'deleted', 'stranger'));
ALTER TABLE "slack_copy" ADD CONSTRAINT "slack_copy_kind" CHECK ("kind" IN ('card', 'note'));
ALTER TABLE "slack_copy" ADD CONSTRAINT "slack_copy_status" CHECK ("status" IN ('posting', 'doubtful', 'sent', 'gone'));
ALTER TABLE "slack_copy" ADD CONSTRAINT "slack_copy_sent" CHECK ("status" <> 'sent' OR "ts" IS NOT NULL);

-- Accounts that the configuration in force already names.
UPDATE "person" p SET "slack" = one ->> 'slack'
  FROM "organisation" o
  JOIN "config_version" v ON v."organisation_id" = o."id" AND v."version" = o."config_version",
  json_array_elements(v."document" -> 'people') AS one
 WHERE p."organisation_id" = o."id" AND p."id" = one ->> 'id' AND one ->> 'slack' IS NOT NULL;

-- What did not arrive, for the page that says how Slack is doing.
CREATE INDEX "delivery_troubled" ON "delivery"("organisation_id", "created_at" DESC) WHERE "error" IS NOT NULL;
