using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.Calibration;

/// <summary>
/// The negative log-likelihood of softmax(β·z) as a function of β = 1/T: convex, with first derivative E_p[z] − z_y and
/// second derivative Var_p[z] a row.
/// </summary>
internal sealed unsafe class TemperatureObjective<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T* _logits;
    private readonly int* _labels;
    private readonly double* _weights;   // null means one each
    private readonly int _rows, _classes;
    private readonly Action? _fullPass;   // told after every look at all rows

    // One value a row, so that sums run in row order whatever the threads. The first three hold at the last β.
    private readonly double[] _nll, _gradient, _curvature;
    private readonly double[] _slopeAtZero;
    private readonly bool[] _onTop;

    /// <summary>Checks the rows and looks at each once. All pointers must stay pinned as long as this lives.</summary>
    /// <exception cref="ArgumentException">A logit is NaN or +∞, or a label's own logit is −∞.</exception>
    public TemperatureObjective(T* logits, int* labels, double* weights, int rows, int classes, Action? fullPass = null)
    {
        _fullPass = fullPass;
        _logits = logits;
        _labels = labels;
        _weights = weights;
        _rows = rows;
        _classes = classes;
        _nll = new double[rows];
        _gradient = new double[rows];
        _curvature = new double[rows];
        _slopeAtZero = new double[rows];
        _onTop = new bool[rows];
        for (int i = 0; i < rows; i++)
        {
            if (weights != null && weights[i] == 0) continue;
            if (double.IsNegativeInfinity(LabelLogit.Of(Row(i), labels[i]))) Require.MaskedLabel(i, labels[i]);
        }
        (NllAtOne, GradientAtOne, _) = At(1, new RowSet(1));   // refuses NaN and +∞
        RowRanges.For(rows, RowRanges.Length(classes), (_, from, to) =>
        {
            for (int i = from; i < to; i++) _slopeAtZero[i] = Mean(Row(i)) - LabelLogit.Of(Row(i), _labels[i]);
        });
    }

    /// <summary>Passes over the rows so far.</summary>
    public int Passes { get; private set; }

    /// <summary>Weighted mean negative log-likelihood of all rows at β = 1.</summary>
    public double NllAtOne { get; }

    /// <summary>Its derivative in β there.</summary>
    public double GradientAtOne { get; }

    /// <summary>Looks at the rows at β and returns the weighted means of <see cref="Means"/>.</summary>
    public (double Nll, double Gradient, double Curvature) At(double beta, RowSet rows)
    {
        Passes++;
        fixed (bool* onTop = _onTop)
        fixed (double* nll = _nll, gradient = _gradient, curvature = _curvature)
        {
            var sink = new Sink { Beta = beta, Labels = _labels, OnTop = onTop, Nll = nll, Gradient = gradient, Curvature = curvature };
            if (rows.Stride == 1)
            {
                SoftmaxRows.For<T, Sink, SecondMoment>(new ReadOnlySpan<T>(_logits, _rows * _classes), _classes, beta, sink);
                _fullPass?.Invoke();
            }
            else
            {
                for (int i = 0; i < _rows; i += rows.Stride)
                {
                    SoftmaxKernel.TryRow<T, SecondMoment>(Row(i), beta, out SoftmaxTerms terms);   // the first full pass has checked the row
                    sink.Row(i, terms, Row(i));
                }
            }
        }
        return Means(rows);
    }

    /// <summary>Weighted mean value and derivatives of the rows at the β last looked at.</summary>
    public (double Nll, double Gradient, double Curvature) Means(RowSet rows)
    {
        double sumWeights = 0, sumNll = 0, sumGradient = 0, sumCurvature = 0;
        for (int i = 0; i < _rows; i++)
        {
            double weight = WeightOf(i, rows);
            if (weight == 0) continue;
            sumWeights += weight;
            sumNll += weight * _nll[i];
            sumGradient += weight * _gradient[i];
            sumCurvature += weight * _curvature[i];
        }
        return (sumNll / sumWeights, sumGradient / sumWeights, sumCurvature / sumWeights);
    }

    /// <summary>The slope at β = 0, where every class is equally likely, and whether any label is below its row's largest logit.</summary>
    public (double Slope, bool SomeWrong) AtZero(RowSet rows)
    {
        double sum = 0;
        bool someWrong = false;
        for (int i = 0; i < _rows; i++)
        {
            double weight = WeightOf(i, rows);
            if (weight == 0) continue;
            sum += weight * _slopeAtZero[i];
            someWrong |= !_onTop[i];
        }
        return (sum, someWrong);
    }

    /// <summary>Total weight of the rows.</summary>
    public double TotalWeight(RowSet rows)
    {
        double sum = 0;
        for (int i = 0; i < _rows; i++) sum += WeightOf(i, rows);
        return sum;
    }

    /// <summary>Standard error of the optimum β from the derivatives there (sandwich): √Σ w²g² / Σ w h.</summary>
    public double StandardError()
    {
        double squares = 0, curvature = 0;
        for (int i = 0; i < _rows; i++)
        {
            double weight = _weights == null ? 1 : _weights[i];
            squares += weight * weight * _gradient[i] * _gradient[i];
            curvature += weight * _curvature[i];
        }
        return Math.Sqrt(squares) / curvature;
    }

    private ReadOnlySpan<T> Row(int i) => new(_logits + ((long)i * _classes), _classes);

    private double WeightOf(int i, RowSet rows) => !rows.Holds(i) ? 0 : _weights == null ? 1 : _weights[i];

    /// <summary>Mean of a row's finite logits, a binary row read as [0, z].</summary>
    private static double Mean(ReadOnlySpan<T> row)
    {
        if (row.Length == 1)
        {
            double z = double.CreateTruncating(row[0]);
            return double.IsNegativeInfinity(z) ? 0 : z / 2;
        }
        double sum = 0;
        int j = 0;
        if (typeof(T) == typeof(float) && Vector256.IsHardwareAccelerated)
        {
            ref float start = ref Unsafe.As<T, float>(ref MemoryMarshal.GetReference(row));
            Vector256<double> even = default, odd = default;
            for (; j <= row.Length - Vector256<float>.Count; j += Vector256<float>.Count)
            {
                (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref start, (nuint)j));
                even += lower;
                odd += upper;
            }
            sum = Vector256.Sum(even + odd);
        }
        for (; j < row.Length; j++) sum += double.CreateTruncating(row[j]);
        if (!double.IsNegativeInfinity(sum)) return sum / row.Length;

        sum = 0;
        int finite = 0;
        foreach (T logit in row)
        {
            double z = double.CreateTruncating(logit);
            if (double.IsNegativeInfinity(z)) continue;
            sum += z;
            finite++;
        }
        return sum / finite;
    }

    private struct Sink : IRowSink<T>
    {
        public double Beta;
        public int* Labels;
        public bool* OnTop;
        public double* Nll, Gradient, Curvature;

        public readonly void Row(int i, in SoftmaxTerms terms, ReadOnlySpan<T> logits)
        {
            double second = terms.Second, rest = second * terms.Others, total = 1 + rest;
            // Moments of d = β(z − z₁) ≤ 0 from those of β(z − z₂): every term has one sign.
            double mean = 0, meanSquare = 0;
            if (rest > 0)
            {
                mean = second * (terms.OthersTimesLog - (terms.Gap * terms.Others)) / total;
                meanSquare = second * (terms.Third - (2 * terms.Gap * terms.OthersTimesLog) + (terms.Gap * terms.Gap * terms.Others)) / total;
            }
            double label = Labels[i] == terms.Predicted ? 0 : Beta * (LabelLogit.Of(logits, Labels[i]) - terms.MaxLogit);
            OnTop[i] = label >= 0;
            Nll[i] = Elementary.Log1P(rest) - label;
            Gradient[i] = (mean - label) / Beta;
            Curvature[i] = Math.Max(0, meanSquare - (mean * mean)) / (Beta * Beta);
        }
    }
}

/// <summary>Which rows count: all, every so many-th, or all but (or only) one fold.</summary>
/// <param name="Stride">1 for all rows.</param>
/// <param name="Folds">The fold of every row, or null.</param>
/// <param name="Fold">The fold meant.</param>
/// <param name="Inside">Only that fold's rows, instead of all others.</param>
internal readonly record struct RowSet(int Stride, byte[]? Folds = null, int Fold = 0, bool Inside = false)
{
    public bool Holds(int row) => (Stride == 1 || row % Stride == 0) && (Folds is null || (Folds[row] == Fold) == Inside);
}
