-- A page that was to follow later and was no longer needed: it never went out, and nothing failed.
ALTER TABLE "delivery" DROP CONSTRAINT "delivery_status";
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_status"
  CHECK ("status" IN ('queued', 'sent', 'delivered', 'failed', 'dropped'));
