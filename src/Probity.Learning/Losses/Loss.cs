using System.Diagnostics;
using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>What training minimises: a number for each row, from its outputs and what is right, and the derivative of that in every output.</summary>
/// <remarks>
/// A loss over K classes serves a sigmoid head too: a lone logit z is the two logits (0, z), and a multi-label row is K such questions.
/// Immutable and thread-safe.
/// </remarks>
public abstract class Loss
{
    private protected Loss()
    {
    }

    /// <summary>In words, with its settings, such as <c>focal(2)</c>: what model files, progress and reports say.</summary>
    public abstract override string ToString();

    /// <summary>The mean loss of rows and its derivative in every logit.</summary>
    /// <param name="logits">N×C finite outputs, row-major: K logits (and what a head adds), or one for a sigmoid.</param>
    /// <param name="labels">N labels, 0 to K−1.</param>
    /// <param name="classes">K, at least 2.</param>
    /// <param name="gradient">Room for N×C values, apart from the logits.</param>
    /// <exception cref="ArgumentException">The shapes differ, a label is out of range or a logit is not finite.</exception>
    public double ValueAndGradient(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, Span<float> gradient) =>
        Mean(logits, labels, classes, gradient);

    /// <inheritdoc cref="ValueAndGradient(ReadOnlySpan{float}, ReadOnlySpan{int}, int, Span{float})"/>
    public double ValueAndGradient(ReadOnlySpan<double> logits, ReadOnlySpan<int> labels, int classes, Span<double> gradient) =>
        Mean(logits, labels, classes, gradient);

    private double Mean<T>(ReadOnlySpan<T> logits, ReadOnlySpan<int> labels, int classes, Span<T> gradient) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LossBatch<T> batch = LossBatch<T>.Of(logits, labels, classes, outliers: 0, AddedOutputs, gradient.Length);
        if (!Serves(batch.Targets)) throw new ArgumentException(Refusal(batch.Targets));
        batch.State = InitialState;
        double loss = Rows(batch, 0, labels.Length).Loss / labels.Length;
        batch.AllGradients.CopyTo(gradient);
        return loss;
    }

    /// <summary>Reads what <see cref="ToString"/> writes; settings that are left out are the defaults.</summary>
    /// <param name="text">Such as <c>cross-entropy</c>, <c>cross-entropy(0.1)</c>, <c>focal(3)</c>, <c>focal-53</c>, <c>brier</c> or <c>logitnorm(0.04)</c>.</param>
    /// <exception cref="ArgumentException">No such loss, or a setting out of range; the message lists what there is.</exception>
    public static Loss Parse(string text) => MethodText.Read("loss", text, Known);

    private static readonly Method<Loss>[] Known =
    [
        new("cross-entropy", "cross-entropy(smoothing)", [0], settings => new SoftmaxCrossEntropy(settings[0])),
        new("focal", "focal(γ)", [FocalLoss.DefaultGamma], settings => new FocalLoss(settings[0])),
        new("focal-53", "focal-53", [], _ => FocalLoss.SampleDependent),
        new("brier", "brier", [], _ => new BrierLoss()),
        new("logitnorm", "logitnorm(τ)", [LogitNormLoss.DefaultTemperature], settings => new LogitNormLoss(settings[0])),
    ];

    /// <summary>Outputs of a row behind the K logits that the loss reads.</summary>
    internal virtual int AddedOutputs => 0;

    /// <summary>Whether the loss has a meaning for such targets.</summary>
    internal virtual bool Serves(TargetKind targets) => targets != TargetKind.Value;

    /// <summary>Why it does not.</summary>
    internal string Refusal(TargetKind targets) => $"{this} is no loss for {targets.InWords()}; take cross-entropy, focal or brier";

    /// <summary>Numbers that the loss carries from step to step, at the start; most have none. Saved in checkpoints.</summary>
    internal virtual double[] InitialState => [];

    /// <summary>Moves what is carried from step to step, from the sums over a batch.</summary>
    internal virtual void AfterStep(double[] state, in LossSums sums)
    {
    }

    /// <summary>Loss of one row; adds <paramref name="weight"/> times its derivative to <paramref name="gradient"/>.</summary>
    /// <param name="logits">All outputs of the row, K or more.</param>
    /// <param name="label">The right class.</param>
    /// <param name="weight">Multiplies the derivative, not the returned loss.</param>
    /// <param name="gradient">As long as the logits.</param>
    /// <remarks>Every loss has its own, but for those that have their own <see cref="Rows"/>.</remarks>
    private protected virtual double Row<T>(ReadOnlySpan<T> logits, int label, double weight, Span<T> gradient) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        throw new UnreachableException();

    /// <summary>Losses of the known rows among [start, end) of a batch, and the derivative of their mean over the batch, written to every row.</summary>
    internal virtual LossSums Rows<T>(LossBatch<T> batch, int start, int end) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sums = default(LossSums);
        for (int i = start; i < end; i++)
        {
            Span<T> gradient = batch.Gradient(i);
            gradient.Clear();
            if (i >= batch.Known) continue;   // outliers have no class; penalties deal with them
            if (batch.Targets == TargetKind.Cells)
            {
                sums.Loss += Cells(batch.Cells(i), batch.Share(i));
                if (batch.Share(i) < 1) sums.Loss += Cells(batch.PartnerCells(i), 1 - batch.Share(i));
                continue;
            }
            int label = batch.Labels[i];
            sums.Correct += batch.IsCorrect(i) ? 1 : 0;
            sums.Loss += One(label, batch.Share(i));
            if (batch.Share(i) < 1) sums.Loss += One(batch.PartnerLabels[i], 1 - batch.Share(i));

            // λ·L(a) + (1 − λ)·L(b): for losses that are linear in the target the same as the loss of the mixed target.
            double One(int right, double share)
            {
                double weight = share * batch.ClassWeight(right);
                Span<T> own = batch.Gradient(i);
                double loss = batch.Targets == TargetKind.Binary
                    ? Binary(batch.Logits(i)[0], right, batch.Scale * weight, ref own[0])
                    : Row(batch.Logits(i), right, batch.Scale * weight, own);
                return weight * loss;
            }

            double Cells(ReadOnlySpan<byte> cells, double share)
            {
                ReadOnlySpan<T> logits = batch.Logits(i);
                Span<T> own = batch.Gradient(i);
                double loss = 0;
                for (int k = 0; k < cells.Length; k++) loss += Binary(logits[k], cells[k], batch.Scale * share, ref own[k]);
                return share * loss;
            }
        }
        return sums;
    }

    /// <summary>The loss of the two logits (0, z).</summary>
    private double Binary<T>(T z, int label, double weight, ref T gradient) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> logits = [T.Zero, z], both = [T.Zero, T.Zero];
        double loss = Row<T>(logits, label, weight, both);
        gradient += both[1];
        return loss;
    }
}

/// <summary>Sums over rows of a batch.</summary>
internal struct LossSums
{
    /// <summary>Of the rows' weighted losses.</summary>
    public double Loss;

    /// <summary>Of whatever else a loss counts.</summary>
    public double Extra;

    /// <summary>Rows whose right class has the largest logit.</summary>
    public int Correct;

    public void Add(in LossSums other)
    {
        Loss += other.Loss;
        Extra += other.Extra;
        Correct += other.Correct;
    }
}
