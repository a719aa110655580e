import {
  Bot,
  Building2,
  CalendarClock,
  FileCog,
  FlaskConical,
  Hash,
  Inbox,
  Layers,
  type LucideIcon,
  MessageSquare,
  PhoneCall,
  Route,
  Scale,
  ScrollText,
  UserRound,
  UsersRound,
  Webhook,
} from "lucide-react";

/** Where one can go. A new page is a line here; `inTabs` puts it at a thumb's reach too, where four fit beside More. */

export type Place = {
  readonly segment: string;
  readonly label: string;
  readonly Icon: LucideIcon;
  readonly inTabs?: true;
};

export const PLACES: readonly { readonly group: string; readonly places: readonly Place[] }[] = [
  {
    group: "Work",
    places: [
      { segment: "queue", label: "Queue", Icon: Inbox, inTabs: true },
      { segment: "on-call", label: "On call", Icon: PhoneCall, inTabs: true },
    ],
  },
  {
    group: "Configure",
    places: [
      { segment: "people", label: "People", Icon: UserRound, inTabs: true },
      { segment: "teams", label: "Teams", Icon: UsersRound },
      { segment: "agents", label: "Agents", Icon: Bot },
      { segment: "surfaces", label: "Surfaces", Icon: Layers },
      { segment: "policies", label: "Policies", Icon: Scale },
      { segment: "routes", label: "Routes", Icon: Route },
      { segment: "schedules", label: "Schedules", Icon: CalendarClock },
      { segment: "simulate", label: "Simulate", Icon: FlaskConical },
      { segment: "slack", label: "Slack", Icon: MessageSquare },
      { segment: "channels", label: "Rooms", Icon: Hash },
      { segment: "webhooks", label: "Webhooks", Icon: Webhook },
      { segment: "organisation", label: "Organisation", Icon: Building2 },
      { segment: "configuration", label: "Configuration", Icon: FileCog },
    ],
  },
  { group: "Records", places: [{ segment: "audit", label: "Audit", Icon: ScrollText, inTabs: true }] },
];
