namespace Probity.Learning;

/// <summary>How a model of a table is trained where nothing is said: chosen on validation rows of public sets.</summary>
public static class TableDefaults
{
    /// <summary>Options for columns: of texts a wide first layer that learns from few rows at once, else two layers.</summary>
    /// <param name="columns">What the columns are, of <see cref="Featurizer.Read"/>.</param>
    public static TrainingOptions Options(IReadOnlyList<ColumnReading> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        bool text = columns.Any(column => column.Kind == ColumnKind.Text);
        return text
            ? new TrainingOptions
            {
                Network = NetworkDesign.Hidden([256], dropout: .3),
                Scaling = FeatureScaling.None,
                Optimizer = new AdamW { LearningRate = .003, Lazy = true },
                Schedule = Schedule.Linear,
                Epochs = 8,
                BatchSize = 64,
                EarlyStopping = null,
                ValidationShare = 0,
            }
            : new TrainingOptions
            {
                Network = NetworkDesign.Hidden([256, 256], dropout: .2),
                Scaling = FeatureScaling.None,
                Optimizer = new AdamW { LearningRate = .001, WeightDecay = .01 },
                Schedule = Schedule.Cosine,
                Epochs = 60,
                EarlyStopping = new EarlyStopping { Patience = 10 },
            };
    }
}
