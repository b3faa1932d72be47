import {
  Ban,
  Blocks,
  Bookmark,
  Bot,
  Boxes,
  Braces,
  Check,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  ChevronUp,
  CircleAlert,
  CircleDashed,
  Clapperboard,
  Clock,
  Columns3,
  Component as ComponentIcon,
  Copy,
  Database,
  Download,
  Ellipsis,
  ExternalLink,
  Eye,
  EyeOff,
  FileCode,
  FileQuestion,
  FileText,
  FlaskConical,
  FolderOpen,
  GripVertical,
  History,
  House,
  Inbox,
  Keyboard,
  KeyRound,
  LayoutTemplate,
  Link as LinkIcon,
  ListChecks,
  List as ListIcon,
  LoaderCircle,
  LocateFixed,
  Lock,
  LogIn,
  LogOut,
  type LucideIcon,
  MapPin,
  Maximize,
  Minus,
  MonitorSmartphone,
  Network,
  PanelLeft,
  Pencil,
  Plus,
  Puzzle,
  RefreshCw,
  ScrollText,
  Search,
  Settings,
  Shapes,
  ShieldCheck,
  Star,
  SunMoon,
  Terminal,
  TextCursorInput,
  ThumbsUp,
  TriangleAlert,
  Unlink,
  Upload,
  User,
  Users,
  Wrench,
  X,
  ZoomIn,
  ZoomOut,
} from 'lucide-react'

/** The icons that plugins choose from by name, so that one thing looks the same everywhere. */
const icons = {
  action: Wrench,
  alert: CircleAlert,
  api: Braces,
  approve: ThumbsUp,
  bookmark: Bookmark,
  bot: Bot,
  broken: TriangleAlert,
  busy: LoaderCircle,
  catalog: Shapes,
  centre: LocateFixed,
  check: Check,
  clock: Clock,
  close: X,
  columns: Columns3,
  command: Terminal,
  component: ComponentIcon,
  copy: Copy,
  create: Plus,
  dangling: Unlink,
  device: MonitorSmartphone,
  docs: FileText,
  domain: Boxes,
  down: ChevronDown,
  download: Download,
  edit: Pencil,
  empty: Inbox,
  external: ExternalLink,
  eye: Eye,
  field: TextCursorInput,
  fit: Maximize,
  folder: FolderOpen,
  forbidden: Lock,
  grip: GripVertical,
  group: Users,
  hide: EyeOff,
  home: House,
  key: KeyRound,
  keyboard: Keyboard,
  link: LinkIcon,
  list: ListIcon,
  location: MapPin,
  log: ScrollText,
  missing: FileQuestion,
  more: Ellipsis,
  network: Network,
  next: ChevronRight,
  play: Clapperboard,
  plugin: Puzzle,
  previous: ChevronLeft,
  recent: History,
  refresh: RefreshCw,
  resource: Database,
  search: Search,
  settings: Settings,
  shield: ShieldCheck,
  sidebar: PanelLeft,
  signIn: LogIn,
  signOut: LogOut,
  skipped: Minus,
  source: FileCode,
  star: Star,
  stop: Ban,
  system: Blocks,
  task: ListChecks,
  template: LayoutTemplate,
  theme: SunMoon,
  try: FlaskConical,
  up: ChevronUp,
  upload: Upload,
  user: User,
  waiting: CircleDashed,
  zoomIn: ZoomIn,
  zoomOut: ZoomOut,
} satisfies Record<string, LucideIcon>

/** The name of an icon. */
export type IconName = keyof typeof icons

/** Whether there is an icon of this name: for names that come from config. */
export const isIconName = (name: string | undefined): name is IconName =>
  name !== undefined && Object.hasOwn(icons, name)

const kindIcons: Readonly<Record<string, IconName>> = {
  component: 'component',
  api: 'api',
  resource: 'resource',
  system: 'system',
  domain: 'domain',
  group: 'group',
  user: 'user',
  location: 'location',
  template: 'template',
  airesource: 'bot',
}

/** The icon of a kind, in any casing; a kind without one of its own gets a common one. */
export const iconOfKind = (kind: string): IconName => kindIcons[kind.toLowerCase()] ?? 'catalog'

/** Which icon to draw. */
export interface IconProps {
  name: IconName
}

/** An icon beside a text that says the same; hidden from screen readers. */
export function Icon({ name }: IconProps) {
  const Drawing = icons[name]
  return <Drawing className="cb-icon" aria-hidden="true" focusable="false" />
}

/** Whose icon to draw. */
export interface KindIconProps {
  /** Any casing; a kind without an icon of its own gets a common one. */
  kind: string
}

/** The icon of an entity's kind. */
export const KindIcon = ({ kind }: KindIconProps) => <Icon name={iconOfKind(kind)} />
