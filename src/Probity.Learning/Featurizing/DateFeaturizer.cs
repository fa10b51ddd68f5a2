namespace Probity.Learning.Featurizing;

/// <summary>
/// A day in parts: years (to mean 0 and deviation 1), day of the month, an input each for months and weekdays, and the hour as a point on a circle where
/// the training rows had times. A missing one is all zeros, with an input of its own where the training rows had some.
/// </summary>
internal sealed class DateFeaturizer : ColumnFeaturizer
{
    private const int Years = 0, DayOfMonth = 1, Month = 2, Weekday = 14, Hour = 21, HourWidth = 2;
    private const double FarthestYears = 3;   // deviations: new rows are later than those that taught, and no model knows by how much that matters
    private const double MeanDay = 15.7, DeviationOfDay = 8.8;

    private readonly DateForm _form;
    private readonly double _mean, _factor;
    private readonly bool _hours, _missing;

    private DateFeaturizer(string column, DateForm form, double mean, double factor, bool hours, bool missing) : base(column)
    {
        (_form, _mean, _factor, _hours, _missing) = (form, mean, factor, hours, missing);
        Width = Hour + (hours ? HourWidth : 0) + (missing ? 1 : 0);
    }

    public override string Kind => "date";

    public override int Width { get; }

    /// <summary>Learns from the training rows.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="cells">N days, some missing.</param>
    /// <param name="known">The form of all rows, of which these are a part; null looks at these.</param>
    /// <exception cref="ArgumentException">There is no one form in which all cells can be read.</exception>
    public static DateFeaturizer Fit(string column, ReadOnlySpan<string?> cells, DateForm? known = null)
    {
        DateForm form = known ?? DateForm.Of(cells, likeNumbers: true, out _)
            ?? throw new ArgumentException($"column '{column}': its cells are not days in one form, such as 2024-05-31, 31.5.2024 or 5/31/2024, with or without a time");
        var years = new List<double>();
        bool hours = false, missing = false;
        foreach (string? cell in cells)
        {
            if (MissingCell.Is(cell))
            {
                missing = true;
                continue;
            }
            if (!form.TryParse(cell!, out DateTime moment)) throw NotADay(column, form, cell!);
            years.Add(InYears(moment));
            hours |= moment.TimeOfDay != default;
        }
        double mean = years.Average(), deviation = Math.Sqrt(years.Average(year => (year - mean) * (year - mean)));
        return new DateFeaturizer(column, form, mean, deviation > 1e-6 ? 1 / deviation : 0, hours, missing);
    }

    public override void Add(string? cell, int first, SparseRows row)
    {
        if (MissingCell.Is(cell))
        {
            if (_missing) row.Add(first + Width - 1, 1);
            return;
        }
        if (!_form.TryParse(cell!, out DateTime moment))
            throw NotADay(Column, _form, cell!);
        row.Add(first + Years, (float)Math.Clamp((InYears(moment) - _mean) * _factor, -FarthestYears, FarthestYears));
        row.Add(first + DayOfMonth, (float)((moment.Day - MeanDay) / DeviationOfDay));
        row.Add(first + Month + moment.Month - 1, 1);
        row.Add(first + Weekday + (int)moment.DayOfWeek, 1);
        if (!_hours) return;
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * moment.TimeOfDay.TotalDays);
        row.Add(first + Hour, (float)sine);
        row.Add(first + Hour + 1, (float)cosine);
    }

    public override string FeatureName(int index) => index switch
    {
        Years => $"{Column} year",
        DayOfMonth => $"{Column} day",
        < Weekday => FormattableString.Invariant($"{Column} month={index - Month + 1}"),
        < Hour => $"{Column} weekday={(DayOfWeek)(index - Weekday)}",
        Hour when _hours => $"{Column} hour (sine)",
        Hour + 1 when _hours => $"{Column} hour (cosine)",
        _ => $"{Column} missing",
    };

    public override string Explain() => $"{Column}: date, written {_form.Day}; years, day of the month, month, weekday{(_hours ? ", hour" : "")}{(_missing ? "; a missing one is marked" : "")}";

    public ColumnState State() => new(Kind, Column) { Form = _form.Day, Hours = _hours, Missing = _missing, Numbers = [_mean, _factor] };

    /// <summary>The same featurizer again.</summary>
    /// <exception cref="InvalidDataException">What is there does not fit together.</exception>
    public static DateFeaturizer Restore(ColumnState state)
    {
        DateForm? form = DateForm.All.FirstOrDefault(form => form.Day == state.Form);
        if (form is null || state.Numbers is not [var mean, >= 0 and var factor] || !double.IsFinite(mean) || !double.IsFinite(factor)) throw state.Contradiction();
        return new DateFeaturizer(state.Column, form, mean, factor, state.Hours, state.Missing);
    }

    /// <summary>Refuses a cell that is no day.</summary>
    public static ArgumentException NotADay(string column, DateForm form, string cell) =>
        new($"column '{column}' is one of days written {form.Day}, but '{NumberCell.Shown(cell)}' is none (missing are: empty, ?, NA, N/A, NaN, null)");

    private static double InYears(DateTime moment) => moment.Year + ((moment.DayOfYear - 1 + moment.TimeOfDay.TotalDays) / 366);
}
