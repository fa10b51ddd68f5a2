using System.Globalization;
using Probity.Learning;
using Probity.Learning.Files;

namespace Probity.Similarity;

/// <summary>The hidden features of a trained <see cref="Classifier"/>: what its last layer reads, dropout off.</summary>
/// <remarks>Its version is a SHA-256 over layers, weights and input scaling: the same before and after saving, another after any training.</remarks>
public sealed class ClassifierEncoder : Encoder<ReadOnlyMemory<float>>
{
    private readonly Classifier _model;

    /// <param name="model">Any; of an ensemble the features of all its networks stand side by side.</param>
    public ClassifierEncoder(Classifier model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        Version = SealedFile.Seal(
            string.Create(CultureInfo.InvariantCulture, $"{model.Inputs}\n{model.Design}\n{model.Members.Count}"),
            model.Members.SelectMany((member, i) => NetworkTensors.Of(member, string.Create(CultureInfo.InvariantCulture, $"member.{i}."))));
    }

    /// <inheritdoc/>
    public override string Id => "probity-classifier";

    /// <inheritdoc/>
    public override string Version { get; }

    /// <inheritdoc/>
    public override int EmbeddingSize => _model.HiddenWidth;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row is of another length than the model's inputs, or holds a number that is not finite.</exception>
    public override void Encode(IReadOnlyList<ReadOnlyMemory<float>> items, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(items);
        _model.HiddenFeatures(new ItemRows(items, _model.Inputs), destination);
    }

    /// <inheritdoc/>
    public override void AppendContent(ReadOnlyMemory<float> item, ContentHash content)
    {
        ArgumentNullException.ThrowIfNull(content);
        content.Append(item.Span);
    }
}
