namespace Probity.Learning.Featurizing;

/// <summary>Featurizers of every kind as what a file holds, and back.</summary>
internal static class ColumnStates
{
    public static ColumnState Of(ColumnFeaturizer column) => column switch
    {
        NumberFeaturizer number => number.State(),
        CategoryFeaturizer category => category.State(),
        DateFeaturizer date => date.State(),
        TextFeaturizer text => new ColumnState(text.Kind, text.Column) { Text = text.State() },
        _ => throw new NotSupportedException($"column '{column.Column}': a {column.Kind} cannot be written"),
    };

    /// <exception cref="InvalidDataException">What is there does not fit together.</exception>
    public static ColumnFeaturizer Restore(ColumnState state) => state switch
    {
        { Kind: "text", Text: { } text } => TextFeaturizer.Restore(state.Column, text),
        { Text: not null } => throw state.Contradiction(),
        { Kind: "number" } => NumberFeaturizer.Restore(state),
        { Kind: "category" } => CategoryFeaturizer.Restore(state),
        { Kind: "date" } => DateFeaturizer.Restore(state),
        _ => throw new InvalidDataException($"column '{state.Column}': kind '{NumberCell.Shown(state.Kind)}' is not known"),
    };
}
