// What the page on similarity is given: the same shapes as src/Probity.Reporting/Sections/SimilarityData.cs. Change both together.
import type { Figures, Real } from "./data";
import type { Match } from "./matchData";

export interface Distances {
  distance: string;
  edges: number[];
  right: number[];
  wrong: number[];
  medianRight?: number;
  medianWrong?: number;
}

export interface Split {
  name: string;
  words?: string;
  queries: number;
  loneQueries: number;
  references: number;
  groups?: number;
  head?: Figures;
  raw?: Figures;
  gain?: Figures;
  distances?: Distances;
}

/** Columns of equal length, one entry an epoch that is drawn. */
export interface SimilarityTraining {
  trainingRows: number;
  trainingGroups?: number;
  validationRows: number;
  keptEpoch?: number;
  stopped?: string;
  epochsRun: number;
  findings: string[];
  epochs: number[];
  trainingLoss: Real[];
  metrics: string[];
  values: (Real | null)[][];
  raw: Real[];
  learningRate?: (Real | null)[];
  information?: (Real | null)[];
  maxProbability?: (Real | null)[];
}

/** Columns go over the values that are drawn, the most used first. */
export interface FeatureGroup {
  group: number;
  information: number;
  labelInformation?: number;
  meanMaximum: number;
  effectiveValues: number;
  deadValues: number;
  isDead: boolean;
  order: number[];
  shares: number[];
  largest: number[];
  topLabels?: number[];
  topLabelShares?: number[];
}

export interface FeatureGroups {
  items: number;
  values: number;
  groupCount: number;
  ceiling: number;
  meanInformation: number;
  meanMaximum: number;
  labelEntropy?: number;
  deadGroups: number;
  deadValues: number;
  distinctCodes: number;
  largestCode: number;
  itemsThatShare: number;
  itemsThatShareAcrossLabels?: number;
  labels: string[];
  groups: FeatureGroup[];
  shared?: number[][];
  mostShared: { first: number; second: number; share: number }[];
  telling: { group: number; value: number; label: string; share: number; lift: number; meanShare: number; largest: number }[];
  warnings: string[];
}

export interface SimilarityReport {
  kind: "similarity";
  title: string;
  subtitle?: string;
  model: string;
  sentences: string[];
  decision?: string;
  splits: Split[];
  training?: SimilarityTraining;
  featureGroups?: FeatureGroups;
  match?: Match;
  notes: string[];
  leftOut: string[];
  provenance: { files: string[]; seed?: number; command?: string };
  version: string;
}
