namespace Probity.Learning;

/// <summary>Some rows of others, in an order of their own.</summary>
internal sealed class SelectedFeatures(Features all, int[] rows) : Features(rows.Length, all.Columns)
{
    internal override void Read<T>(int row, Span<T> destination) => all.Read(rows[row], destination);
}
