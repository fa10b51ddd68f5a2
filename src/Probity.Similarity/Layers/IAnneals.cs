namespace Probity.Similarity;

/// <summary>A layer with a setting that follows the training's progress.</summary>
internal interface IAnneals
{
    /// <summary>Whether the setting moves at all.</summary>
    bool Anneals { get; }

    /// <param name="progress">Share of the training that is done, in [0, 1].</param>
    void Anneal(double progress);
}
