using System.Numerics;

namespace Probity.Learning.Engine;

/// <summary>The mean of a loss over labelled rows, and penalties.</summary>
internal sealed unsafe class LabelObjective<T> : Objective<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Loss _loss;
    private readonly Penalty[] _rowPenalties, _batchPenalties;
    private readonly Targets _targets;
    private readonly LossBatch<T> _batch;

    public LabelObjective(Loss loss, IReadOnlyList<Penalty> penalties, Targets targets, int capacity, int columns, double[]? classWeights, bool mixes)
    {
        if (mixes && targets.Kind == TargetKind.Value) throw new ArgumentException("mixup: rows whose target is a number cannot be mixed; train without it");
        _loss = loss;
        _rowPenalties = [.. penalties.Where(penalty => !penalty.CouplesRows)];
        _batchPenalties = [.. penalties.Where(penalty => penalty.CouplesRows)];
        _targets = targets;
        _batch = new LossBatch<T>(capacity, columns, targets.Classes, targets.Kind, mixes) { ClassWeights = classWeights ?? [], State = loss.InitialState };
    }

    public override T* OutputsStart => _batch.LogitsStart;

    public override T* GradientStart => _batch.GradientStart;

    public override bool CouplesRows => _batchPenalties.Length > 0;

    public override double[] State => _batch.State;

    public override void Begin(Batch batch)
    {
        _batch.Count = batch.Count;
        _batch.Known = batch.Known;
        _batch.Step = batch.Step;
        _batch.Scale = 1.0 / batch.Known;
        _batch.Shares = batch.Shares;
    }

    public override void Take(int i, int row)
    {
        if (_targets.Kind == TargetKind.Cells) CopyCells(row, _batch.AllCells, i);
        else if (_targets.Kind == TargetKind.Value) _batch.Values[i] = _targets.Values[row];
        else _batch.Labels[i] = _targets.Labels[row];
    }

    public override void TakePartner(int i, int row)
    {
        if (_targets.Kind == TargetKind.Cells) CopyCells(row, _batch.AllPartnerCells, i);
        else _batch.PartnerLabels[i] = _targets.Labels[row];
    }

    public override LossSums Rows(int start, int end)
    {
        LossSums sums = _loss.Rows(_batch, start, end);
        foreach (Penalty penalty in _rowPenalties) sums.Loss += penalty.Rows(_batch, start, end);
        return sums;
    }

    public override double Whole()
    {
        double sum = 0;
        foreach (Penalty penalty in _batchPenalties) sum += penalty.Rows(_batch, 0, _batch.Count);
        return sum;
    }

    public override void End(in LossSums sums) => _loss.AfterStep(_batch.State, sums);

    private void CopyCells(int row, byte[] to, int i) =>
        _targets.Cells.AsSpan(row * _targets.Classes, _targets.Classes).CopyTo(to.AsSpan(i * _targets.Classes));
}
