using Probity.Learning.Layers;

namespace Probity.Similarity;

/// <summary>
/// Means of the elements that count: of each part of the loss on its own, and within a part of each class or of all anchors together. The sum over
/// parts of the mean over classes of the mean within the class is the loss; an anchor none of whose elements counts has its derivative taken away.
/// </summary>
internal readonly ref struct PartMeans
{
    private const int Parts = 3;   // none, positive, negative
    private const double Counted = 1, PassedOver = -1;

    private readonly LossElements _elements;
    private readonly PairTable _table;
    private readonly Span<double> _counts, _sums;   // of each class, which is named by its first anchor, and part
    private readonly Span<double> _weights;         // of each anchor and part: what became of its elements; in the end their weight
    private readonly Span<int> _classes;            // the first anchor of each anchor's class

    public PartMeans(LossElements elements, PairTable table, bool ownClasses)
    {
        _elements = elements;
        _table = table;
        int cells = table.Anchors * Parts;
        Span<double> numbers = elements.Scratch(3 * cells);
        _counts = numbers[..cells];
        _sums = numbers[cells..(2 * cells)];
        _weights = numbers[(2 * cells)..];
        _classes = elements.Classes(table.Anchors);
        for (int i = 0; i < _classes.Length && ownClasses; i++) _classes[i] = table.Groups.IndexOf(table.Groups[i]);
    }

    /// <param name="element">One, or several of one anchor.</param>
    /// <param name="count">How many of them count, at least 1.</param>
    public void Count(in LossElement element, long count)
    {
        int cell = (_classes[element.Anchor] * Parts) + (int)element.Part;
        _counts[cell] += count;
        _sums[cell] += element.Loss;
        _weights[(element.Anchor * Parts) + (int)element.Part] = Counted;
    }

    public void PassOver(in LossElement element)
    {
        ref double state = ref _weights[(element.Anchor * Parts) + (int)element.Part];
        if (state != Counted) state = PassedOver;
    }

    public double Finish()
    {
        Span<int> classes = stackalloc int[Parts];
        for (int cell = 0; cell < _counts.Length; cell++)
        {
            if (_counts[cell] > 0) classes[cell % Parts]++;
        }
        double loss = 0;
        for (int cell = 0; cell < _counts.Length; cell++)
        {
            int part = cell % Parts;
            if (_counts[cell] > 0) loss += _sums[cell] / _counts[cell] / classes[part];
            double ofClass = _counts[(_classes[cell / Parts] * Parts) + part] * classes[part];
            _weights[cell] = _weights[cell] == PassedOver || ofClass == 0 ? 0 : 1 / ofClass;
        }
        for (int i = 0; i < _table.Anchors; i++) Weigh(i);
        return loss;
    }

    private void Weigh(int anchor)
    {
        ReadOnlySpan<double> weights = _weights.Slice(anchor * Parts, Parts);
        Span<double> gradient = _table.GradientOf(anchor);
        if (!_elements.HasParts)
        {
            ElementWise.Scale(gradient, weights[(int)Relation.None], 0);
            return;
        }
        ReadOnlySpan<Relation> relations = _table.RelationsOf(anchor);
        for (int j = 0; j < gradient.Length; j++) gradient[j] *= weights[(int)relations[j]];
    }
}
