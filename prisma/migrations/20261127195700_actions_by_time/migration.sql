-- CreateIndex
CREATE INDEX "action_organisation_id_created_at_idx" ON "action"("organisation_id", "created_at");
