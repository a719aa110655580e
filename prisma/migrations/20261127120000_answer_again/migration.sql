-- One answer a person, still; another may only take the place of one that stands no more, and each is replaced once.
DROP INDEX "request_event_one_answer_a_person";
CREATE UNIQUE INDEX "request_event_one_answer_a_person" ON "request_event"
  ("request_id", ("data" ->> 'person'), (coalesce("data" ->> 'replaces', ''))) WHERE "type" = 'responded';
