using System.Buffers.Binary;
using Probity.IO;
using Probity.Learning.Featurizing;

namespace Probity.Learning.Files;

/// <summary>A featurizer in a model's file: words in the manifest; numbers of all columns one behind the other in a tensor, vocabularies in tensors of their own.</summary>
internal static class FeaturizerFile
{
    private const string NumbersTensor = "featurizer.numbers";
    private const int MostColumns = 1_000_000;

    public static (FeaturizerManifest Manifest, IReadOnlyList<SafetensorsTensor> Tensors) Of(Featurizer featurizer)
    {
        ColumnState[] states = [.. featurizer.ColumnFeaturizers.Select(ColumnStates.Of)];
        var tensors = new List<SafetensorsTensor>();
        double[] numbers = [.. states.SelectMany(state => state.Numbers)];
        if (numbers.Length > 0) tensors.Add(SafetensorsTensor.Create(NumbersTensor, numbers, numbers.Length));
        for (int i = 0; i < states.Length; i++)
        {
            if (states[i].Text is not { } text) continue;
            tensors.Add(SafetensorsTensor.Create(Name(i, "weights"), text.Weights, text.Weights.Length));
            if (text.Lengths.Length == 0) continue;
            tensors.Add(SafetensorsTensor.Create(Name(i, "ngrams"), text.Names, text.Names.Length));
            var lengths = new byte[text.Lengths.Length * sizeof(int)];
            for (int n = 0; n < text.Lengths.Length; n++) BinaryPrimitives.WriteInt32LittleEndian(lengths.AsSpan(n * sizeof(int)), text.Lengths[n]);
            tensors.Add(SafetensorsTensor.Create(Name(i, "lengths"), lengths, lengths.Length));
        }
        return (new FeaturizerManifest { Columns = [.. states.Select(Describe)] }, tensors);
    }

    /// <exception cref="InvalidDataException">What is there does not fit together.</exception>
    public static Featurizer Read(FeaturizerManifest manifest, TensorSource tensors)
    {
        if (manifest.Columns.Count is 0 or > MostColumns || manifest.Columns.Contains(null!)) throw Damaged("it has no columns, or too many");
        if (manifest.Columns.Select(column => column.Name).Distinct(StringComparer.Ordinal).Count() != manifest.Columns.Count) throw Damaged("two columns have one name");
        long due = 0;
        foreach (ColumnManifest column in manifest.Columns)
        {
            if (column.Numbers < 0) throw Damaged($"column '{column.Name}' has {column.Numbers} numbers");
            due += column.Numbers;
        }
        double[] numbers = due == 0 ? [] : tensors.Take(NumbersTensor, NumberType.Float64, due).ToDoubles();
        var columns = new ColumnFeaturizer[manifest.Columns.Count];
        int at = 0;
        for (int i = 0; i < columns.Length; i++)
        {
            ColumnManifest column = manifest.Columns[i];
            ColumnState state = new(column.Kind, column.Name)
            {
                Scaling = column.Scaling,
                Form = column.Form,
                Levels = column.Levels ?? [],
                Shared = Shared(column),
                Missing = column.Missing,
                Hours = column.Hours,
                Parts = column.Parts is null ? [] : [.. column.Parts],
                Numbers = numbers[at..(at += column.Numbers)],
                Text = column.Text is { } text ? ReadText(text, i, tensors) : null,
            };
            try
            {
                columns[i] = ColumnStates.Restore(state);
            }
            catch (InvalidDataException damage)
            {
                throw Damaged(damage.Message);
            }
        }
        if (columns.Sum(column => (long)column.Width) > int.MaxValue) throw Damaged("its columns become more numbers than a row can have");
        return new Featurizer(columns);

        InvalidDataException Damaged(string what) => new($"{tensors.File}: the featurizer cannot be read: {what}");
    }

    /// <summary>Of others one input is meant where no number is said; what is never written is −1, which no featurizer takes.</summary>
    private static int Shared(ColumnManifest column) => (column.Others, column.SharedInputs) switch
    {
        (true, null) => 1,
        (true, > 1 and var shared) => shared,
        (false, null) => 0,
        _ => -1,
    };

    private static ColumnManifest Describe(ColumnState state) => new()
    {
        Name = state.Column,
        Kind = state.Kind,
        Scaling = state.Scaling,
        Form = state.Form,
        Levels = state.Levels.Count == 0 ? null : state.Levels,
        Others = state.Shared > 0,
        SharedInputs = state.Shared > 1 ? state.Shared : null,
        Missing = state.Missing,
        Hours = state.Hours,
        Parts = state.Parts.Length == 0 ? null : state.Parts,
        Numbers = state.Numbers.Length,
        Text = state.Text is { } text ? new TextManifest { Options = text.Options, Rows = text.Rows, Words = text.Words, Ngrams = text.Lengths.Length, Bytes = text.Names.Length, Weights = text.Weights.Length } : null,
    };

    private static TextState ReadText(TextManifest manifest, int column, TensorSource tensors)
    {
        float[] weights = tensors.Take(Name(column, "weights"), NumberType.Float32, manifest.Weights).ToFloats();
        if (manifest.Ngrams == 0) return new TextState(manifest.Options, manifest.Rows, manifest.Words, [], [], weights);
        byte[] names = tensors.Take(Name(column, "ngrams"), NumberType.UInt8, manifest.Bytes).Bytes.ToArray();
        ReadOnlySpan<byte> bytes = tensors.Take(Name(column, "lengths"), NumberType.UInt8, (long)manifest.Ngrams * sizeof(int)).Bytes.Span;
        var lengths = new int[manifest.Ngrams];
        for (int n = 0; n < lengths.Length; n++) lengths[n] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(n * sizeof(int))..]);
        return new TextState(manifest.Options, manifest.Rows, manifest.Words, names, lengths, weights);
    }

    private static string Name(int column, string part) => FormattableString.Invariant($"featurizer.{column}.{part}");
}
