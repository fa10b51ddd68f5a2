using Probity.Learning;
using Probity.Scores;

namespace Probity.Cli.Assessing;

/// <summary>Rows that a trained model answers, with its policy's decisions where it has one.</summary>
internal sealed class PredictedRows : AssessedRows
{
    private readonly Classifier _model;
    private readonly PolicyAnswers? _answers;
    private readonly double[] _own = [], _mutual = [], _disagreement = [];
    private readonly LabelAnswers? _labels;   // of multi-label models only

    public PredictedRows(int capacity, Classifier model, IReadOnlyList<string>? names) : base(capacity)
    {
        _model = model;
        _answers = model.Policy is { } policy ? new PolicyAnswers(policy, capacity) : null;
        _labels = model.Head == Head.MultiLabel ? new LabelAnswers(capacity, model.Classes, names) : null;
        List<RowColumn> columns = [.. _labels?.Columns ?? Answer(names)];
        if (Decides) columns.AddRange(Decided(_answers!));
        if (model.HasOwnConfidence) columns.Add(new Numbers("own_confidence", _own = new double[capacity]));
        if (HasUncertainty) columns.AddRange([new Numbers("mutual_information", _mutual = new double[capacity]), new Numbers("disagreement", _disagreement = new double[capacity])]);
        Columns = columns;
    }

    public override IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>The model's policy sorts rows, and does not only calibrate them.</summary>
    public bool Decides => _model.Policy is { } policy && (policy.Rule is not null || policy.Gate is not null);

    /// <summary>There are several answers to compare: of networks, or of passes with dropout. Multi-label rows are compared label by label, which is not written.</summary>
    private bool HasUncertainty => (_model.Networks > 1 || _model.DropoutPasses > 0) && _model.Head != Head.MultiLabel;

    /// <summary>Fills every column.</summary>
    /// <param name="features">The chunk.</param>
    /// <param name="logits">What the model says of it.</param>
    public void Predict(Features features, ReadOnlySpan<float> logits)
    {
        Count = features.Rows;
        if (_answers is not null) _answers.Assess(logits, this);
        else if (_labels is null) LogitScores.Compute(logits, _model.LogitColumns, new ScoreColumns { Predicted = Predicted, MaxProbability = Confidence });
        if (_own.Length > 0) _model.OwnConfidence(features, _own);
        if (HasUncertainty)
        {
            EnsembleUncertainty uncertainty = _model.Uncertainty(features);
            uncertainty.MutualInformation.CopyTo(_mutual);
            uncertainty.Disagreement.CopyTo(_disagreement);
        }
        for (int i = 0; i < logits.Length && _labels is not null; i++) _labels[i] = 1 / (1 + Math.Exp(-(double)logits[i]));
    }
}
