using Probity.Data;
using Probity.IO;

namespace Probity.RealData.Files;

/// <summary>Every array, image file and table of the shared data goes through the readers.</summary>
public class ReadsEveryFile
{
    /// <summary>All of them hold 4-byte numbers after 128 bytes of header, so the size of a file says how many.</summary>
    [RealDataFact]
    public void Arrays()
    {
        string[] files = Directory.GetFiles(SharedData.Folder!, "*.npy", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            using var reader = NumberFile.Open(file);
            long numbers = (new FileInfo(file).Length - 128) / 4;
            Assert.Equal(numbers, reader.Rows * reader.Columns);
            float[] values = reader.ReadAllFloat();
            Assert.Equal(numbers, values.Length);
            Assert.True(Array.TrueForAll(values, float.IsFinite), file);
            if (!file.EndsWith("labels.npy", StringComparison.Ordinal)) continue;
            int[] labels = LabelFile.Read(file);
            Assert.Equal(numbers, labels.Length);
            Assert.InRange(labels.Min(), 0, 0);
            Assert.InRange(labels.Max(), 1, 149);
        }
    }

    [RealDataFact]
    public void Images_and_their_labels()
    {
        string[] files = Directory.GetFiles(SharedData.Folder!, "*-ubyte.gz", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            IdxFile whole = IdxFile.Read(file);
            using var reader = NumberFile.Open(file);
            Assert.Equal(10_000, reader.Rows);
            bool images = file.Contains("idx3", StringComparison.Ordinal);
            Assert.Equal(images ? [10_000, 28, 28] : [10_000], whole.Dimensions);
            Assert.Equal(images ? 784 : 1, reader.Columns);
            Assert.Equal(whole.Bytes.Select(value => (float)value), reader.ReadAllFloat());
            if (images) continue;
            int[] labels = LabelFile.Read(file);
            Assert.Equal(Enumerable.Range(0, 10), labels.Distinct().Order());
        }
    }

    [RealDataTheory]
    [InlineData("tab_satimage/train.csv", 37, 4_435)]
    [InlineData("tab_satimage/test.csv", 37, 2_000)]
    [InlineData("tab_sklearn/digits.csv", 65, 1_797)]
    [InlineData("tab_sklearn/breast_cancer.csv", 31, 569)]
    [InlineData("tab_sklearn/wine.csv", 14, 178)]
    public void Tables_of_numbers(string name, int columns, int rows)
    {
        string file = SharedData.File("", name);
        using var reader = NumberFile.Open(file);
        Assert.Equal(columns, reader.Columns);
        Assert.Equal("label", reader.ColumnNames![^1]);
        double[] values = reader.ReadAllDouble();
        Assert.Equal(rows * columns, values.Length);
        Assert.True(Array.TrueForAll(values, double.IsFinite));
        Assert.Equal(LabelFile.Read($"{file}#label"), Enumerable.Range(0, rows).Select(i => (int)values[(i * columns) + columns - 1]));
    }

    [RealDataTheory]
    [InlineData("tab_letter/letter.csv", "label", 20_000, 26)]
    [InlineData("tab_german/german.csv", "label", 1_000, 2)]
    [InlineData("tab_adult/train.csv", "label", 32_561, 2)]
    [InlineData("tab_adult/test.csv", "label", 16_281, 2)]
    [InlineData("tab_adult/train.csv", "workclass", 32_561, 9)]
    [InlineData("probs_pycalib_pcam/published.csv", "Model", 45, 5)]
    public void Tables_with_text(string name, string column, int rows, int distinct)
    {
        string[] values = TextColumn.Read($"{SharedData.File("", name)}#{column}");
        Assert.Equal(rows, values.Length);
        Assert.Equal(distinct, values.Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>They have no header, so the first line names the columns and is not among the rows.</summary>
    [RealDataTheory]
    [InlineData("text_rt_polarity/all.tsv", "0", 10_661)]
    [InlineData("text_sms_spam/all.tsv", "ham", 5_573)]
    public void Lines_of_label_and_text(string name, string column, int rows)
    {
        string[] labels = TextColumn.Read($"{SharedData.File("", name)}#{column}");
        Assert.Equal(rows, labels.Length);
        Assert.Equal(2, labels.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains(column, labels);
    }

    [RealDataFact("tab_letter")]
    public void Letters_are_labels_by_their_names()
    {
        string[] alphabet = [.. Enumerable.Range('A', 26).Select(letter => ((char)letter).ToString())];
        int[] labels = LabelFile.Read($"{SharedData.File("tab_letter", "letter.csv")}#label", alphabet);
        Assert.Equal('T' - 'A', labels[0]);
        foreach (var letter in labels.CountBy(label => label)) Assert.InRange(letter.Value, 734, 813);
    }
}
