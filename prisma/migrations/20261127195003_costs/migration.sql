-- CreateTable
CREATE TABLE "cost_bucket" (
    "organisation_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "span" TEXT NOT NULL,
    "start_at" TIMESTAMPTZ(3) NOT NULL,
    "cents" DECIMAL(24,6) NOT NULL,

    CONSTRAINT "cost_bucket_pkey" PRIMARY KEY ("organisation_id","agent_id","span","start_at")
);

-- CreateTable
CREATE TABLE "cost_run" (
    "organisation_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "cents" DECIMAL(24,6) NOT NULL,
    "spent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cost_run_pkey" PRIMARY KEY ("organisation_id","agent_id","run_id")
);

-- CreateIndex
CREATE INDEX "cost_bucket_start_at_idx" ON "cost_bucket"("start_at");

-- CreateIndex
CREATE INDEX "cost_run_spent_at_idx" ON "cost_run"("spent_at");
