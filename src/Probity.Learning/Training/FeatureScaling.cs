namespace Probity.Learning;

/// <summary>How features are scaled on the way into a network, by what the training rows show.</summary>
public enum FeatureScaling
{
    /// <summary>Dense rows column by column, sparse rows not at all.</summary>
    Auto,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>Every column to mean 0 and deviation 1: for columns of different units.</summary>
    Columns,

    /// <summary>All numbers together to mean 0 and deviation 1: for pixels, embeddings and other columns of one kind.</summary>
    Together,
}
