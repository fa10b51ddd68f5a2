using System.Globalization;
using Probity.Data;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>Pairs of items from a table of columns first, second, score and perhaps subgroup.</summary>
internal sealed record PairFile(IReadOnlyList<SimilarityPair> Pairs, int[] Subgroups)
{
    /// <param name="path">A csv, tsv or jsonl file.</param>
    /// <param name="items">Its rows are named by their numbers from 0, or by their ids where they have any.</param>
    public static PairFile Read(string path, SimilarityTable items)
    {
        FileSpec file = FileSpec.Parse(path);
        if (file.Kind is not (FileKind.Csv or FileKind.Tsv or FileKind.JsonLines)) throw new ArgumentException($"{file.Name}: pairs come as .csv, .tsv or .jsonl with columns first, second, score and perhaps subgroup");
        Dictionary<string, int>? rows = items.Ids?.Index().ToDictionary(id => id.Item, id => id.Index, StringComparer.Ordinal);
        string[] first = TextColumn.Read($"{path}#first"), second = TextColumn.Read($"{path}#second"), score = TextColumn.Read($"{path}#score");
        var pairs = new SimilarityPair[first.Length];
        for (int p = 0; p < pairs.Length; p++)
        {
            if (!double.TryParse(score[p], NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                throw new InvalidDataException($"{file.Name}: pair {p} has score '{NumberText.Shown(score[p])}'; it must be a number in [0, 1]");
            pairs[p] = new SimilarityPair(Row(first[p], p), Row(second[p], p), value);
        }
        return new PairFile(pairs, HasSubgroups(path) ? LabelFile.Read($"{path}#subgroup") : []);

        int Row(string word, int pair)
        {
            if (rows is not null && rows.TryGetValue(word, out int known)) return known;
            if (rows is null && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int row)) return row;
            string what = rows is null ? "a row number; rows are counted from 0, or give --id" : $"an id of {items.Name}";
            throw new InvalidDataException($"{file.Name}: pair {pair} names '{NumberText.Shown(word)}', which is not {what}");
        }
    }

    private static bool HasSubgroups(string path)
    {
        try
        {
            return TextColumn.Read($"{path}#subgroup").Length > 0;
        }
        catch (ArgumentException)   // no such column
        {
            return false;
        }
    }
}
