using Probity.Decisions;

namespace Probity.IO;

/// <summary>Rules in a policy file: one table of kinds, each written and read back with its numbers checked against each other.</summary>
internal static class RuleFile
{
    private const string SelectivePrecision = "selective_precision", MonotoneRate = "monotone_rate", GuaranteedRisk = "sgr", Betting = "betting";

    public static RuleManifest? Describe(DecisionRule? rule, List<SafetensorsTensor> tensors)
    {
        switch (rule)
        {
            case null:
                return null;
            case ThresholdRule { Threshold: var threshold }:
                tensors.Add(SafetensorsTensor.Create("rule.threshold", [threshold.Threshold], 1));
                return Describe(threshold);
            case ClassThresholdsRule perClass:
                return ClassThresholdsFile.Describe(perClass, tensors);
            case CostRule costs:
                return CostFile.Describe(costs, tensors);
            case ChosenRule chosen:
                tensors.Add(SafetensorsTensor.Create("rule.threshold", [chosen.Choice.Threshold!.Value], 1));
                return ChoiceFile.Describe(chosen);
            default:
                throw new NotSupportedException($"rule '{rule.Kind}' has no form on disk");
        }
    }

    public static DecisionRule? Read(RuleManifest? rule, PolicyTensors tensors, PolicyManifest manifest, string name, Action<RuleManifest> known)
    {
        if (rule is null) return null;
        known(rule);
        return rule.Kind switch
        {
            ClassThresholdsFile.Kind => ClassThresholdsFile.Read(rule, tensors, manifest, name, known),
            ChoiceFile.Kind => ChoiceFile.Read(rule, tensors.Number("rule.threshold"), name),
            CostFile.Kind => CostFile.Read(rule, tensors, manifest),
            _ => new ThresholdRule(Threshold(rule, tensors.Number("rule.threshold"), manifest, name)),
        };
    }

    /// <summary>What a certified threshold says of itself; the number is a tensor.</summary>
    internal static RuleManifest Describe(CertifiedThreshold threshold) => threshold.Promise switch
    {
        { } promise when threshold.Weights is { } weights => new()
        {
            Kind = Betting,
            Version = 1,
            Promise = promise.Kind.Token(),
            Target = promise.Target,
            Confidence = promise.Confidence,
            Starts = (promise as PrecisionPromise)?.Starts,
            Accepted = threshold.Accepted,
            Errors = threshold.Errors,
            Counted = threshold.Counted,
            Misses = threshold.Misses,
            PValue = threshold.PValue,
            CandidatesTested = threshold.CandidatesTested,
            MaxWeight = weights.MaxWeight,
            CountedWeight = weights.Counted,
            MissedWeight = weights.Misses,
        },
        SelectiveRiskPromise promise => new()
        {
            Kind = GuaranteedRisk,
            Version = 1,
            TargetPrecision = promise.Target,
            Confidence = promise.Confidence,
            Accepted = threshold.Accepted,
            Errors = threshold.Errors,
            PValue = threshold.PValue,
            PrecisionLowerBound = threshold.Bound,
            CandidatesTested = threshold.CandidatesTested,
            RowsSearched = threshold.RowsSearched,
        },
        PrecisionPromise promise => new()
        {
            Kind = SelectivePrecision,
            Version = 1,
            TargetPrecision = promise.Target,
            Confidence = promise.Confidence,
            Starts = promise.Starts,
            Accepted = threshold.Accepted,
            Errors = threshold.Errors,
            PValue = threshold.PValue,
            PrecisionLowerBound = threshold.Bound,
            CandidatesTested = threshold.CandidatesTested,
        },
        RatePromise promise => new()
        {
            Kind = MonotoneRate,
            Version = 1,
            Promise = promise.Kind.Token(),
            Target = promise.Target,
            Confidence = promise.Confidence,
            Accepted = threshold.Accepted,
            Errors = threshold.Errors,
            Counted = threshold.Counted,
            Misses = threshold.Misses,
        },
        _ => throw new NotSupportedException($"promise '{threshold.Promise.Method}' has no form on disk"),
    };

    /// <summary>A certified threshold, whose numbers must carry its promise.</summary>
    internal static CertifiedThreshold Threshold(RuleManifest rule, double threshold, PolicyManifest manifest, string name)
    {
        int accepted = Needed(rule.Accepted, "accepted"), errors = Needed(rule.Errors, "errors");
        Expect(errors >= 0 && errors <= accepted && accepted > 0 && accepted <= manifest.RowsCertified, name,
            $"{errors} errors among {accepted} accepted of {manifest.RowsCertified} certifying rows");
        return rule.Kind switch
        {
            SelectivePrecision => Precision(),
            GuaranteedRisk => Guaranteed(),
            Betting => Weighted(),
            _ => Rate(),
        };

        // The search shared its level among the tests of all its certifying rows. The first files do not say how many these were: as many as were accepted, at least.
        CertifiedThreshold Guaranteed()
        {
            var promise = new SelectiveRiskPromise(Needed(rule.TargetPrecision, "target_precision"), Needed(rule.Confidence, "confidence"));
            double pValue = promise.PValue(accepted, errors), stated = Needed(rule.PValue, "p_value"), bound = Needed(rule.PrecisionLowerBound, "precision_lower_bound");
            int tested = Needed(rule.CandidatesTested, "candidates_tested"), searched = rule.RowsSearched ?? accepted;
            Expect(searched >= accepted && searched <= manifest.RowsCertified, name, $"{searched} rows searched, {accepted} of them accepted, of {manifest.RowsCertified} certifying rows");
            Expect(promise.Passes(pValue, searched) && Math.Abs(stated - pValue) <= 1e-9 * pValue, name,
                $"p-value {stated} where {errors} errors among {accepted} accepted rows have {pValue}, and {promise.Level(searched)} is the most that carries the promise");
            Expect(bound >= promise.Target * (1 - 1e-9) && bound <= 1 && tested > 0 && tested <= SelectiveRiskPromise.Steps(manifest.RowsCertified), name, $"lower bound {bound} after {tested} candidates tested");
            return Of(promise, accepted, errors, stated, bound, tested) with { RowsSearched = rule.RowsSearched };
        }

        CertifiedThreshold Weighted()
        {
            PromiseKind kind = PromiseKinds.Parse(rule.Promise ?? "");
            double target = Needed(rule.Target, "target"), confidence = Needed(rule.Confidence, "confidence"), pValue = Needed(rule.PValue, "p_value");
            DecisionPromise promise = kind == PromiseKind.Precision ? new PrecisionPromise(target, confidence, Needed(rule.Starts, "starts")) : RatePromise.Of(kind, target, confidence);
            double level = promise is PrecisionPromise precision ? precision.Level : ((RatePromise)promise).Level;
            Expect(pValue >= 0 && pValue <= level * (1 + 1e-9), name, $"p-value {pValue} where {level} is the most that carries the promise");
            int counted = Needed(rule.Counted, "counted"), misses = Needed(rule.Misses, "misses"), tested = Needed(rule.CandidatesTested, "candidates_tested");
            double most = Needed(rule.MaxWeight, "max_weight"), weight = Needed(rule.CountedWeight, "counted_weight"), missed = Needed(rule.MissedWeight, "missed_weight");
            Expect(counted > 0 && counted <= manifest.RowsCertified && misses >= 0 && misses <= counted && tested > 0, name, $"{misses} misses among {counted} of {manifest.RowsCertified} certifying rows, {tested} candidates tested");
            Expect(most > 0 && double.IsFinite(most) && missed >= 0 && missed <= weight * (1 + 1e-9) && weight <= most * counted * (1 + 1e-9), name, $"misses of weight {missed} among {counted} rows of weight {weight}, {most} at most each");
            return Of(promise, counted, misses, pValue, null, tested) with { Weights = new(most, weight, missed) };
        }

        CertifiedThreshold Precision()
        {
            var promise = new PrecisionPromise(Needed(rule.TargetPrecision, "target_precision"), Needed(rule.Confidence, "confidence"), Needed(rule.Starts, "starts"));
            double pValue = promise.PValue(accepted, errors), stated = Needed(rule.PValue, "p_value"), bound = Needed(rule.PrecisionLowerBound, "precision_lower_bound");
            int tested = Needed(rule.CandidatesTested, "candidates_tested");
            Expect(promise.Passes(pValue) && Math.Abs(stated - pValue) <= 1e-9 * pValue, name,
                $"p-value {stated} where {errors} errors among {accepted} accepted rows have {pValue}, and {promise.Level} is the most that carries the promise");
            Expect(bound >= promise.Target * (1 - 1e-9) && bound <= 1 && tested > 0, name, $"lower bound {bound} after {tested} candidates tested");
            return Of(promise, accepted, errors, stated, bound, tested);
        }

        CertifiedThreshold Rate()
        {
            var promise = RatePromise.Of(PromiseKinds.Parse(rule.Promise ?? ""), Needed(rule.Target, "target"), rule.Confidence);
            int counted = Needed(rule.Counted, "counted"), misses = Needed(rule.Misses, "misses");
            Expect(counted > 0 && counted <= manifest.RowsCertified && misses >= 0 && misses <= counted && Decisions.MonotoneRate.Holds(misses, counted, promise), name,
                $"{misses} misses among {counted} of {manifest.RowsCertified} certifying rows cannot carry {promise.Kind.Token()} {promise.Target}");
            double? level = promise.Confidence is { } confidence ? (double)(1m - (decimal)confidence) : null;
            return Of(promise, counted, misses, level is null ? null : Decisions.MonotoneRate.PValue(misses, counted, promise),
                level is { } most ? Decisions.MonotoneRate.Bound(misses, counted, promise.Kind, most) : null, 1);
        }

        CertifiedThreshold Of(DecisionPromise promise, int counted, int misses, double? pValue, double? bound, int tested) => new()
        {
            Threshold = threshold,
            Promise = promise,
            RowsLearned = manifest.RowsLearned,
            RowsCertified = manifest.RowsCertified,
            Accepted = accepted,
            Errors = errors,
            Counted = counted,
            Misses = misses,
            PValue = pValue,
            Bound = bound,
            CandidatesTested = tested,
        };

        T Needed<T>(T? value, string member)
            where T : struct => value ?? throw new InvalidDataException($"{name}: rule '{rule.Kind}' lacks {member}");
    }

    private static void Expect(bool holds, string name, string otherwise)
    {
        if (!holds) throw new InvalidDataException($"{name}: {otherwise}");
    }
}
