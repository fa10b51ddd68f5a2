using System.Buffers;
using Probity.IO;
using Probity.Numerics;
using Probity.Numerics.Products;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>Multinomial logistic calibration: probabilities are softmax(W·z + b), z made of the model's log-probabilities.</summary>
/// <remarks>
/// The predicted class may change, by design. There is a way back where the weights of a diagonal are all positive, and where a
/// matrix is well conditioned and adding a constant to all calibrated logits moves all of the model's log-probabilities the same way.
/// </remarks>
public abstract class LogisticCalibrator : Calibrator
{
    private const double WorstCondition = 1e8;   // of WᵀW

    private readonly LogisticFeatures _features;
    private readonly double[] _weights, _bias;
    private readonly Lazy<Inverse?> _inverse;

    private protected LogisticCalibrator(CalibratorBasis basis, LogisticFeatures features, double[] weights, double[] bias) : base(basis)
    {
        (_features, _weights, _bias) = (features, weights, bias);
        _inverse = new(() => Inverse.Of(_weights, Classes));
    }

    /// <inheritdoc/>
    public override bool KeepsPrediction => false;

    /// <summary>W: the K values of its diagonal, or K×K, row-major, row k of class k.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>b: K values. Only differences between them count.</summary>
    public IReadOnlyList<double> Bias => _bias;

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters =>
        [new("weights", _weights, IsMatrix ? Classes : 1), new("bias", _bias)];

    /// <inheritdoc/>
    public override bool CanInvert => _inverse.Value is not null;

    private protected bool IsMatrix => _weights.Length > Classes;

    internal override void Transform(Span<double> rows)
    {
        int classes = Classes, count = rows.Length / classes;
        for (int i = 0; i < count; i++) _features.Apply(rows.Slice(i * classes, classes));
        if (!IsMatrix)
        {
            for (int i = 0; i < rows.Length; i++) rows[i] = (_weights[i % classes] * rows[i]) + _bias[i % classes];
            return;
        }
        double[] features = ArrayPool<double>.Shared.Rent(rows.Length);
        rows.CopyTo(features);
        for (int i = 0; i < count; i++) _bias.CopyTo(rows.Slice(i * classes, classes));
        MatrixMultiply.Run(
            new MatrixView<double>(features.AsSpan(0, rows.Length), count, classes), new MatrixView<double>(_weights, classes, classes).Transposed, rows, accumulate: true);
        ArrayPool<double>.Shared.Return(features);
    }

    private protected override void InvertRow(Span<double> row)
    {
        for (int k = 0; k < row.Length; k++) row[k] -= _bias[k];
        _inverse.Value!.Apply(row);
        _features.Invert(row);
    }

    /// <inheritdoc/>
    public sealed override string Explain() => Explain(null);

    /// <summary>What the parameters say: whom b pushes, whose evidence counts most and least, and how much the matrix mixes.</summary>
    private protected string ExplainParameters(IReadOnlyList<string>? classNames)
    {
        double mean = _bias.Average();
        int up = Array.IndexOf(_bias, _bias.Max()), down = Array.IndexOf(_bias, _bias.Min());
        string text = up == down
            ? " No class is pushed up or down."
            : Invariant($" Class {ClassLabel.Of(up, classNames)} is pushed up most (b {_bias[up] - mean:+0.###;−0.###;0} from the mean), class {ClassLabel.Of(down, classNames)} down most ({_bias[down] - mean:+0.###;−0.###;0}).");
        double[] own = [.. Enumerable.Range(0, Classes).Select(k => _weights[IsMatrix ? (k * Classes) + k : k])];
        int strong = Array.IndexOf(own, own.Max()), weak = Array.IndexOf(own, own.Min());
        text += Invariant($" A class's own weight is {own.Average():0.###} on average, least for class {ClassLabel.Of(weak, classNames)} ({own[weak]:0.###}), most for class {ClassLabel.Of(strong, classNames)} ({own[strong]:0.###}).");
        if (!IsMatrix) return text;

        int at = -1;
        double squares = 0;
        for (int i = 0; i < _weights.Length; i++)
        {
            if (i / Classes == i % Classes) continue;
            squares += _weights[i] * _weights[i];
            if (at < 0 || Math.Abs(_weights[i]) > Math.Abs(_weights[at])) at = i;
        }
        double spread = Math.Sqrt(squares / (_weights.Length - Classes));
        return text + Invariant($" Classes mix with weights of {spread:0.#####} (root mean square), most where the score of class {ClassLabel.Of(at % Classes, classNames)} counts {(_weights[at] < 0 ? "against" : "for")} class {ClassLabel.Of(at / Classes, classNames)} ({_weights[at]:+0.####;−0.####;0}).");
    }

    private protected static (double[] Weights, double[] Bias) Read(CalibratorReader from, bool matrix)
    {
        from.Expect(from.Classes >= 2, "a calibrator of one column, which its kind is not for");
        long weights = matrix ? (long)from.Classes * from.Classes : from.Classes;
        from.Expect(weights <= int.MaxValue, $"a matrix of {from.Classes:N0}×{from.Classes:N0} weights, more than any file of ours holds");
        return (from.Values("weights", (int)weights), from.Values("bias", from.Classes));
    }

    /// <summary>Log-probabilities z with W·z = s + c·1 for the one c that makes them sum to 1 as probabilities.</summary>
    private sealed class Inverse
    {
        private readonly double[] _weights;
        private readonly Cholesky? _normal;     // of WᵀW; null for a diagonal
        private readonly double[] _direction;   // W⁻¹·1, all positive

        private Inverse(double[] weights, int classes, Cholesky? normal)
        {
            (_weights, _normal) = (weights, normal);
            _direction = new double[classes];
            _direction.AsSpan().Fill(1);
            Solve(_direction);
        }

        public static Inverse? Of(double[] weights, int classes)
        {
            Cholesky? normal = null;
            if (weights.Length == classes)
            {
                if (weights.Contains(0)) return null;
            }
            else
            {
                var product = new double[weights.Length];
                MatrixMultiply.Symmetric(new MatrixView<double>(weights, classes, classes), product);
                if (!Cholesky.TryFactor(product, classes, out normal, out _, out _) || !(normal.ConditionEstimate() <= WorstCondition)) return null;
            }
            var inverse = new Inverse(weights, classes, normal);
            return inverse._direction.All(d => d > 0) ? inverse : null;
        }

        public void Apply(Span<double> row)
        {
            Solve(row);
            double shift = double.PositiveInfinity;   // where the largest log-probability is 0: too far, and Newton's steps come down from there
            for (int k = 0; k < row.Length; k++) shift = Math.Min(shift, -row[k] / _direction[k]);
            for (int step = 0; step < 100; step++)
            {
                double sum = 0, slope = 0;
                for (int k = 0; k < row.Length; k++)
                {
                    double p = Math.Exp(row[k] + (shift * _direction[k]));
                    sum += p;
                    slope += p * _direction[k];
                }
                double next = shift - (Math.Log(sum) * sum / slope);
                if (!(next < shift)) break;
                shift = next;
            }
            for (int k = 0; k < row.Length; k++) row[k] += shift * _direction[k];
        }

        private void Solve(Span<double> x)
        {
            int classes = x.Length;
            if (_normal is null)
            {
                for (int k = 0; k < classes; k++) x[k] /= _weights[k];
                return;
            }
            double[] target = x.ToArray(), left = x.ToArray(), step = new double[classes];
            x.Clear();
            for (int refinement = 0; refinement < 3; refinement++)
            {
                Array.Clear(step);
                for (int k = 0; k < classes; k++) DoubleVectors.AddScaled(left[k], _weights.AsSpan(k * classes, classes), step);
                _normal.Solve(step);
                DoubleVectors.AddScaled(1, step, x);
                for (int k = 0; k < classes; k++) left[k] = target[k] - DoubleVectors.Dot(_weights.AsSpan(k * classes, classes), x);
            }
        }
    }
}
