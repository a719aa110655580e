-- AlterTable
ALTER TABLE "slack_workspace" ADD COLUMN     "installed_at" TIMESTAMPTZ(3),
ADD COLUMN     "installed_by" TEXT,
ADD COLUMN     "organisation_id" TEXT,
ADD COLUMN     "refresh_token" TEXT,
ADD COLUMN     "refreshing_until" TIMESTAMPTZ(3),
ADD COLUMN     "token" TEXT,
ADD COLUMN     "token_expires_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "slack_install" (
    "hash" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "slack_install_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "slack_install_expires_at_idx" ON "slack_install"("expires_at");

-- CreateIndex
CREATE INDEX "slack_workspace_organisation_id_idx" ON "slack_workspace"("organisation_id");

-- AddForeignKey
ALTER TABLE "slack_workspace" ADD CONSTRAINT "slack_workspace_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot express: only what an organisation installed has tokens, and somebody installed it at some time.
ALTER TABLE "slack_workspace" ADD CONSTRAINT "slack_workspace_tokens" CHECK ("organisation_id" IS NOT NULL OR ("token" IS NULL AND "refresh_token" IS NULL));
ALTER TABLE "slack_workspace" ADD CONSTRAINT "slack_workspace_installed" CHECK (("organisation_id" IS NULL) = ("installed_at" IS NULL));
