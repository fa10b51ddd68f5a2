using Probity.Cli.Verbs;
using Probity.Data;
using Probity.Decisions;

namespace Probity.Cli.Input;

/// <summary>Reads costs: a row a true class, a column an answer, and the columns review, reject or both.</summary>
internal static class CostTable
{
    private const string Review = "review", Reject = "reject";

    /// <exception cref="ArgumentException">A cost is negative or not finite, or neither reviews nor rejections have one.</exception>
    /// <exception cref="InvalidDataException">The table is not one of these classes.</exception>
    public static CostMatrix Read(string path, IReadOnlyList<string>? names, int classes)
    {
        using var file = new DelimitedFile(FileSpec.Parse(path), needsHeader: true);
        int[] of = new int[file.Count];   // the class of each column; K and K + 1 for review and reject
        for (int column = 1; column < file.Count; column++)
        {
            string name = file.Header![column].Trim();
            bool isClass = names?.Contains(name) == true;
            of[column] = !isClass && name == Review ? classes : !isClass && name == Reject ? classes + 1 : RuleFlags.ClassOf(name, names, classes, $"{file.Name}, column {column + 1}");
            if (Array.IndexOf(of, of[column], 1, column - 1) >= 0) throw new InvalidDataException($"{file.Name}: two columns for '{name}'");
        }
        if (file.Count <= classes || Enumerable.Range(0, classes).Any(k => Array.IndexOf(of, k, 1) < 0))
            throw new InvalidDataException($"{file.Name}: {file.Count - 1} columns of costs do not hold one for each of {classes:N0} classes; the first column is the true class, then a column a class, then {Review}, {Reject} or both");

        double[] answers = new double[classes * classes], review = new double[classes], reject = new double[classes];
        var seen = new bool[classes];
        while (file.Next())
        {
            int truth = RuleFlags.ClassOf(file.Text(0).Trim(), names, classes, $"{file.Name}, line {file.Line:N0}");
            if (seen[truth]) throw new InvalidDataException($"{file.Name}: line {file.Line:N0} is a second row of class '{file.Text(0)}'");
            seen[truth] = true;
            for (int column = 1; column < file.Count; column++)
            {
                if (!NumberText.TryParse(file.Field(column), out double cost) || !(cost >= 0) || double.IsInfinity(cost))
                    throw new InvalidDataException($"{file.Name}: line {file.Line:N0}, column {file.ColumnName(column)} is '{NumberText.Shown(file.Text(column))}'; a cost is a finite number that is not negative");
                if (of[column] < classes) answers[(truth * classes) + of[column]] = cost;
                else (of[column] == classes ? review : reject)[truth] = cost;
            }
        }
        int without = Array.IndexOf(seen, false);
        if (without >= 0) throw new InvalidDataException($"{file.Name}: no row of the true class {without}{(names is null ? "" : $" '{names[without]}'")}; there must be one for each of {classes:N0} classes");
        return CostMatrix.Of(answers, classes, Has(classes) ? review : [], Has(classes + 1) ? reject : []);

        bool Has(int what) => Array.IndexOf(of, what, 1) > 0;
    }
}
