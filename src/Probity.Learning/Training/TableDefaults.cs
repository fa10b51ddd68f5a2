namespace Probity.Learning;

/// <summary>How a model of a table is trained where nothing is said: settings chosen on validation rows of public sets (docs/methods.md, Tables).</summary>
public static class TableDefaults
{
    /// <summary>With columns of texts what suits texts; else two hidden layers with dropout that stop early.</summary>
    /// <param name="columns">What the columns are, of <see cref="Featurizer.Read"/>.</param>
    /// <param name="classes">K.</param>
    public static TrainingOptions Options(IReadOnlyList<ColumnReading> columns, int classes)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return columns.Any(column => column.Kind == ColumnKind.Text)
            ? TextTraining.For(classes) with { Scaling = FeatureScaling.None }
            : new TrainingOptions
            {
                Network = NetworkDesign.Hidden([512, 512], "relu", dropout: .3),
                Scaling = FeatureScaling.None,   // the featurizer has done it
                Optimizer = new AdamW { LearningRate = .001, WeightDecay = .01 },
                Schedule = Schedule.Cosine(),
                Epochs = 60,
                EarlyStopping = new EarlyStopping { Patience = 10 },
            };
    }
}
