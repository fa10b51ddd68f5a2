using System.Runtime.InteropServices;

namespace Probity.Metrics.Classes;

/// <summary>
/// The cells (row, class) of stated probabilities, binned. Nearly all lie in the first bin, p ≤ 1/B, where only their sum
/// matters; the few above it, at most B − 1 a row, are kept one by one.
/// </summary>
internal sealed unsafe class ClassCells
{
    /// <summary>Most (class, bin) slots that sums are kept for.</summary>
    public const int MostSlots = 1 << 24;

    private readonly ProbabilityRows _rows;
    private readonly int[] _starts;       // N + 1: where the high cells of each row begin
    private readonly List<int> _slots = [];   // class·B + bin of each high cell
    private readonly List<double> _high = [];   // its probability

    public ClassCells(ProbabilityRows rows, ReadOnlySpan<int> labels, int bins, ReadOnlySpan<double> weights)
    {
        _rows = rows;
        Bins = bins;
        Weights = weights.ToArray();
        int classes = rows.Classes;
        if ((long)classes * bins > MostSlots) throw new ArgumentException($"bins: {bins:N0} of each of {classes:N0} classes; at most {MostSlots:N0} in all");
        _starts = new int[rows.Rows + 1];
        LabelSlots = new int[rows.Rows];
        LowMass = new double[rows.Rows];
        Stated = new double[classes * bins];
        Observed = new double[classes * bins];

        int atATime = rows.RowsAtATime(1_024);
        var block = new double[(long)atATime * classes];
        double first = 1.0 / bins;
        fixed (double* p = block)
        {
            for (int from = 0; from < rows.Rows; from += atATime)
            {
                int count = Math.Min(atATime, rows.Rows - from);
                rows.Fill(from, count, p);
                for (int i = 0; i < count; i++) Add(from + i, labels[from + i], new ReadOnlySpan<double>(p + ((long)i * classes), classes), first);
            }
        }
    }

    public int Rows => _rows.Rows;

    public int Classes => _rows.Classes;

    public int Bins { get; }

    /// <summary>One a row.</summary>
    public double[] Weights { get; }

    /// <summary>The slot, class·B + bin, of each row's own label.</summary>
    public int[] LabelSlots { get; }

    /// <summary>Probability that each row states for its cells of the first bin together.</summary>
    public double[] LowMass { get; }

    /// <summary>Σ w·p of every slot.</summary>
    public double[] Stated { get; }

    /// <summary>Σ w over the rows whose label lies in the slot.</summary>
    public double[] Observed { get; }

    /// <summary>How many rows to fill at a time, at most <paramref name="most"/>.</summary>
    public int RowsFor(int most) => _rows.RowsAtATime(most);

    /// <summary>Slots of a row's cells above the first bin.</summary>
    public ReadOnlySpan<int> HighSlots(int row) =>
        CollectionsMarshal.AsSpan(_slots)[_starts[row].._starts[row + 1]];

    /// <summary>Their probabilities.</summary>
    public ReadOnlySpan<double> HighProbabilities(int row) =>
        CollectionsMarshal.AsSpan(_high)[_starts[row].._starts[row + 1]];

    /// <summary>The probabilities of some rows with 0 in place of every cell above the first bin.</summary>
    public void FillLow(int first, int count, double* destination)
    {
        _rows.Fill(first, count, destination);
        for (int i = 0; i < count; i++)
        {
            double* row = destination + ((long)i * Classes);
            foreach (int slot in HighSlots(first + i)) row[slot / Bins] = 0;
        }
    }

    /// <summary>The class-wise error of every class.</summary>
    public double[] Errors()
    {
        double total = 0;
        foreach (double weight in Weights) total += weight;
        var errors = new double[Classes];
        for (int slot = 0; slot < Stated.Length; slot++) errors[slot / Bins] += Math.Abs(Stated[slot] - Observed[slot]) / total;
        return errors;
    }

    private void Add(int row, int label, ReadOnlySpan<double> probabilities, double first)
    {
        double weight = Weights[row], low = 0;
        LabelSlots[row] = label * Bins;
        for (int k = 0; k < probabilities.Length; k++)
        {
            double p = probabilities[k];
            int slot = k * Bins;
            if (p <= first)
            {
                low += p;
            }
            else
            {
                slot += ConfidenceBins.WidthBin(p, Bins);
                _slots.Add(slot);
                _high.Add(p);
                if (k == label) LabelSlots[row] = slot;
            }
            Stated[slot] += weight * p;
        }
        Observed[LabelSlots[row]] += weight;
        LowMass[row] = low;
        _starts[row + 1] = _slots.Count;
    }
}
