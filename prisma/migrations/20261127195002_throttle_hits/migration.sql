-- CreateTable
CREATE TABLE "throttle_hit" (
    "organisation_id" TEXT NOT NULL,
    "policy_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "throttle_hit_pkey" PRIMARY KEY ("organisation_id","policy_id","scope","at")
);

-- CreateIndex
CREATE INDEX "throttle_hit_expires_at_idx" ON "throttle_hit"("expires_at");
