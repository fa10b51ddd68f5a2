// What the page is given: the same shapes as src/Probity.Reporting/Sections/ReportData.cs. Change both together.

/** A double; JSON has no other way to write the three that are not numbers. */
export type Real = number | "Infinity" | "-Infinity" | "NaN";

export interface Figure {
  value?: Real;
  low?: Real;
  high?: Real;
  p?: Real;
  null95?: Real;
  rows: number;
  definition: string;
  reason?: string;
  beside?: Record<string, Real>;
}

export type Figures = Record<string, Figure>;

export interface Headline {
  sentences: string[];
  decision?: string;
  accuracy: number;
  claimedBefore: number;
  claimedAfter?: number;
  accuracyAfter?: number;
}

export interface ReliabilityBin {
  from: number;
  to: number;
  rows: number;
  confidence: number;
  accuracy: number;
  low: number;
  high: number;
  bandLow: number;
  bandHigh: number;
}

export interface ReliabilityBins {
  equalWidth: ReliabilityBin[];
  equalMass: ReliabilityBin[];
}

/** A calibrator on rows that it was not fitted on; without bins where it was left out. */
export interface ComparedMethod {
  method: string;
  summary: string;
  leftOut?: string;
  gain: Real;
  standardError: Real;
  fitSeconds: number;
  figures: Figures;
  bins: ReliabilityBin[];
}

/** Columns of equal length, strict to lax: thresholds on confidence, and what each would give. */
export interface TradeOffCurve {
  thresholds: number[];
  logOdds?: Real[];
  coverage: number[];
  precision: number[];
  recall: number[];
  falseAlarm: (number | null)[];
}

export interface RiskCurve {
  coverage: number[];
  risk: number[];
  low: number[];
  high: number[];
}

export interface Explorer {
  thresholds: number[];
  logOdds: number[];
  accepted: number[];
  right: number[];
  low: number[];
  high: number[];
  unknownAccepted?: number[];
  rows: number;
  rejected: number;
  unknownRows: number;
  unknownRejected: number;
  policyIndex?: number;
  calibrated: boolean;
}

/** What the policy itself does with these rows. */
export interface Outcome {
  accepted: number;
  right: number;
  review: number;
  rejected: number;
  low: number;
  high: number;
  rows: number;
  unknownAccepted?: number;
  unknownRejected?: number;
  unknownRows: number;
}

/** Rows answered with a class, and what became of them; rows of the class, and how many were accepted under its name. */
export interface ClassDecisions {
  name: string;
  answered: number;
  accepted: number;
  right: number;
  review: number;
  rejected: number;
  rows: number;
  found: number;
}

/** A promised rate on these rows with its exact 95 % interval; p is how likely so many misses are at the promised rate. */
export interface PromiseHere {
  class?: string;
  kind: "precision" | "recall" | "false_alarm" | "coverage" | "joint_risk";
  words: string;
  counted: number;
  kept: number;
  low: number;
  high: number;
  target: number;
  atLeast: boolean;
  onAverage: boolean; // over fits: one fit may miss it and the promise still hold
  p: number;
}

export interface Costs {
  policy: number;
  low: number;
  high: number;
  alwaysAnswer: number;
  alwaysReview?: number;
}

export interface DecisionsHere {
  classes: ClassDecisions[];
  promises: PromiseHere[];
  costs?: Costs;
}

export interface Policy {
  threshold?: number;
  thresholdLogOdds?: Real;
  ruleScore?: string;
  ruleWords?: string;
  ruleThreshold?: Real;
  targetPrecision?: number;
  promiseConfidence?: number;
  rowsLearned: number;
  rowsCertified: number;
  certifiedCoverage?: number;
  explanation: string[];
  gateScore?: string;
  gateThreshold?: Real;
  classOfInterest?: number;
}

export interface Histogram {
  token: string;
  scale: "linear" | "log-odds" | "log";
  edges: number[];
  right: number[];
  wrong: number[];
  unknown?: number[];
  isGate: boolean;
  /** The edges on a log-odds axis, where a probability would round to 1. */
  logOdds?: number[];
}

export type Decision = "accept" | "review" | "reject";

export interface Mistake {
  row: string;
  label: string;
  predicted: string;
  confidenceBefore: number;
  confidenceAfter?: number;
  logOdds?: Real;
  decision?: Decision;
  image?: string;
}

export interface Stranger {
  row: string;
  predicted?: string;
  confidence: number;
  logOdds?: Real;
  decision?: Decision;
  image?: string;
}

export interface Confusion {
  label: string;
  predicted: string;
  rows: number;
  rowsOfLabel: number;
  accepted?: number;
  confidence: number;
}

/** Columns of equal length, one entry an epoch that is drawn. */
export interface Training {
  model: string;
  trainingRows: number;
  validationRows: number;
  keptEpoch?: number;
  stopped?: string;
  epochsRun: number;
  findings: string[];
  epochs: number[];
  trainingLoss: Real[];
  trainingAccuracy?: (Real | null)[];
  validationNll?: (Real | null)[];
  validationAccuracy?: (Real | null)[];
  validationConfidence?: (Real | null)[];
  validationEce?: (Real | null)[];
  learningRate?: (Real | null)[];
}

export interface Report {
  title: string;
  subtitle?: string;
  rows: number;
  classes: number;
  headline: Headline;
  figuresBefore: Figures;
  figuresAfter: Figures;
  reliability: { before: ReliabilityBins; after?: ReliabilityBins };
  calibrators?: ComparedMethod[];
  riskCoverage: { before: RiskCurve; after?: RiskCurve; perfectRisk: number[]; tradeOff?: TradeOffCurve };
  explorer: Explorer;
  outcome?: Outcome;
  decisions?: DecisionsHere;
  policy?: Policy;
  histograms: Histogram[];
  mistakes: Mistake[];
  strangers: Stranger[];
  mistakeCount: number;
  confusions: Confusion[];
  training?: Training;
  provenance: { files: string[]; seed?: number; command?: string };
  version: string;
}
