using Probity.Learning;
using Probity.Scores;

namespace Probity.Cli.Assessing;

/// <summary>Rows that a trained model answers, with its policy's decisions where it has one.</summary>
internal sealed class PredictedRows : AssessedRows
{
    private const double Yes = .5;

    private readonly Classifier _model;
    private readonly PolicyAnswers? _answers;
    private readonly double[] _own = [], _mutual = [], _disagreement = [];
    private readonly double[][] _probabilities;   // one array a label, of multi-label models only

    public PredictedRows(int capacity, Classifier model, IReadOnlyList<string>? names) : base(capacity)
    {
        _model = model;
        _answers = model.Policy is { } policy ? new PolicyAnswers(policy, capacity) : null;
        bool multiLabel = model.Head == Head.MultiLabel;
        _probabilities = multiLabel ? [.. Enumerable.Range(0, model.Classes).Select(_ => new double[capacity])] : [];
        List<RowColumn> columns = multiLabel ? [new Words("predicted", Labels), .. _probabilities.Select((values, k) => new Numbers($"p_{NameOf(k)}", values))] : [.. Answer(names)];
        if (Decides) columns.AddRange(Decided(_answers!));
        if (model.HasOwnConfidence) columns.Add(new Numbers("own_confidence", _own = new double[capacity]));
        if (HasUncertainty) columns.AddRange([new Numbers("mutual_information", _mutual = new double[capacity]), new Numbers("disagreement", _disagreement = new double[capacity])]);
        Columns = columns;

        string NameOf(int k) => names?[k] ?? FormattableString.Invariant($"{k}");
        string Labels(int row) => string.Join(';', Enumerable.Range(0, model.Classes).Where(k => _probabilities[k][row] >= Yes).Select(NameOf));
    }

    public override IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>The model's policy sorts rows, and does not only calibrate them.</summary>
    public bool Decides => _model.Policy is { } policy && (policy.Threshold is not null || policy.Gate is not null);

    /// <summary>There are several answers to compare: of networks, or of passes with dropout. Multi-label rows are compared label by label, which is not written.</summary>
    private bool HasUncertainty => (_model.Networks > 1 || _model.DropoutPasses > 0) && _model.Head != Head.MultiLabel;

    /// <summary>Fills every column.</summary>
    /// <param name="features">The chunk.</param>
    /// <param name="logits">What the model says of it.</param>
    public void Predict(Features features, ReadOnlySpan<float> logits)
    {
        Count = features.Rows;
        if (_answers is not null) _answers.Assess(logits, this);
        else if (_probabilities.Length == 0) LogitScores.Compute(logits, _model.LogitColumns, new ScoreColumns { Predicted = Predicted, MaxProbability = Confidence });
        if (_own.Length > 0) _model.OwnConfidence(features, _own);
        if (HasUncertainty)
        {
            EnsembleUncertainty uncertainty = _model.Uncertainty(features);
            uncertainty.MutualInformation.CopyTo(_mutual);
            uncertainty.Disagreement.CopyTo(_disagreement);
        }
        for (int k = 0; k < _probabilities.Length; k++)
        {
            for (int i = 0; i < Count; i++) _probabilities[k][i] = 1 / (1 + Math.Exp(-(double)logits[(i * _probabilities.Length) + k]));
        }
    }
}
