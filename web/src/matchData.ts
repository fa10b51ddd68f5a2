// What the sections on match confidence are given: the same shapes as src/Probity.Reporting/Sections/MatchData.cs. Change both together.
import type { Decision, Figures, Histogram, Real, ReliabilityBins } from "./data";

export interface MatchSplit {
  name: string;
  words?: string;
  isForeign: boolean;
  queries: number;
  loneQueries: number;
  figures: Figures;
  claimed: number;
  right: number;
  histogram?: Histogram;
  reliability?: ReliabilityBins;
  fates: { acceptedRight: number; acceptedWrong: number; review: number; rejected: number; undecided: number };
}

export interface MistakenMatch {
  query: string;
  split: string;
  label?: string;
  reference: string;
  matched: string;
  similarity: number;
  confidence: number;
  logOdds: Real;
  decision?: Decision;
  why?: string;
}

export interface ConfusedLabels {
  first: string;
  second: string;
  confusions: number;
  groups: { group: number; totalVariation: number; values: { value: number; firstShare: number; secondShare: number }[] }[];
}

export interface Match {
  words: { ranking: string; calibration: string; decisions?: string; foreign?: string };
  targetPrecision?: number;
  threshold?: number;
  thresholdLogOdds?: Real;
  hasGate: boolean;
  explanation: string[];
  splits: MatchSplit[];
  mistakeCount: number;
  mistakes: MistakenMatch[];
  confused: ConfusedLabels[];
}
