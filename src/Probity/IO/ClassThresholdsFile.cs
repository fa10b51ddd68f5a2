using Probity.Decisions;

namespace Probity.IO;

/// <summary>Thresholds by class in a policy file: one certified threshold or one reason a class, the numbers in one tensor.</summary>
internal static class ClassThresholdsFile
{
    public const string Kind = "class_thresholds";

    public static RuleManifest Describe(ClassThresholdsRule rule, List<SafetensorsTensor> tensors)
    {
        double[] thresholds = [.. rule.Classes.Where(one => one.Threshold is not null).Select(one => one.Threshold!.Threshold)];
        tensors.Add(SafetensorsTensor.Create("rule.thresholds", thresholds, thresholds.Length));
        return new RuleManifest
        {
            Kind = Kind,
            Version = 1,
            Scope = rule.Scope.Token(),
            Confidence = rule.Confidence,
            Parts = rule.Parts,
            ByClass = [.. rule.Classes.Select(one => new ClassRuleManifest { Rule = one.Threshold is { } threshold ? RuleFile.Describe(threshold) : null, Refusal = one.Refusal })],
        };
    }

    public static ClassThresholdsRule Read(RuleManifest rule, PolicyTensors tensors, PolicyManifest manifest, string name, Action<RuleManifest> known)
    {
        int classes = Math.Max(2, manifest.Classes);
        RuleScope scope = RuleScopes.Parse(rule.Scope ?? "");
        tensors.Expect(scope != RuleScope.Together, "thresholds by class with the scope 'together'");
        tensors.Expect(manifest.Outputs != "correctness", "thresholds by class of answers given elsewhere, which have no classes");
        IReadOnlyList<ClassRuleManifest> byClass = rule.ByClass ?? [];
        tensors.Expect(byClass.Count == classes, $"thresholds of {byClass.Count} classes where there are {classes}");
        int parts = rule.Parts ?? 0, promised = byClass.Count(one => one?.Rule is not null);
        tensors.Expect(parts >= 1 && parts <= classes && promised > 0, $"a confidence split over {parts} of {classes} classes, {promised} of which carry a promise");
        tensors.Expect(parts == 1 || (scope == RuleScope.PerClass && rule.Confidence is not null && promised <= parts), $"a confidence split over {parts} classes for {promised} promises, {scope.Token()}");

        double[] thresholds = tensors.Values("rule.thresholds", promised);
        var read = new ClassThreshold[classes];
        DecisionPromise? first = null;
        for (int k = 0, at = 0; k < classes; k++)
        {
            ClassRuleManifest one = byClass[k] ?? throw new InvalidDataException($"{name}: the threshold of class {k} is null");
            tensors.Expect((one.Rule is null) != (one.Refusal is null), $"class {k} has neither or both of a threshold and a reason why there is none");
            if (one.Rule is not { } own)
            {
                read[k] = new(null, one.Refusal);
                continue;
            }
            tensors.Expect(own.Kind != Kind && own.Kind != CostFile.Kind, $"the threshold of class {k} is a rule '{own.Kind}'");
            known(own);
            CertifiedThreshold threshold = RuleFile.Threshold(own, thresholds[at++], manifest, name);
            first ??= threshold.Promise;
            tensors.Expect(threshold.Promise == first, $"class {k} promises something else than the classes before it");
            read[k] = new(threshold, null);
        }
        double? each = rule.Confidence is { } confidence ? (double)(1m - ((1m - (decimal)Checked(confidence)) / parts)) : null;
        tensors.Expect(first!.Confidence == each, $"classes at confidence {first.Confidence} where {rule.Confidence} over {parts} leaves {each}");
        tensors.Expect(read.Sum(one => one.Threshold?.Accepted ?? 0) <= manifest.RowsCertified, $"the classes accept more rows than the {manifest.RowsCertified} that certified them");
        return new ClassThresholdsRule(scope, rule.Confidence, parts, read);

        static double Checked(double confidence)
        {
            Require.OpenShare(confidence, "confidence");
            return confidence;
        }
    }
}
