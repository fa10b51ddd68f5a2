using Probity.Learning;
using Probity.Similarity;

namespace Probity.RealData.Similarity;

/// <summary>Heads that learn from 90 of the 150 intents; test rows of those intents among themselves.</summary>
public class SimilarityHeads
{
    /// <summary>Raw features have .34 here or so; margins are well below what ten other seeds and splits gained.</summary>
    [RealDataTheory("emb_clinc_lsa")]
    [InlineData("linear(64)", .07)]
    [InlineData("softmax-groups(16,16)", .12)]
    public void Heads_beat_the_features_on_classes_that_they_have_seen(string head, double margin)
    {
        for (int seed = 0; seed < 3; seed++)
        {
            (SimilarityVectors training, SimilarityVectors test) = Split(seed);
            var options = new SimilarityOptions
            {
                Sampler = new GroupSampler(64, 4),
                Optimizer = new AdamW { LearningRate = .01 },
                Epochs = 8,
                ValidationShare = 0,
                Seed = (ulong)seed,
            };
            double raw = test.RPrecision(), learned = test.Through(SimilarityModel.Train(training.Groups, EmbeddingHead.Parse(head, training.Columns), options)).RPrecision();
            Assert.True(learned > raw + margin, $"seed {seed}: R-precision {learned:0.000}, of the features themselves {raw:0.000}");
        }
    }

    /// <summary>The recipe of docs/studies.md, which makes more epochs: there the share is higher.</summary>
    [RealDataFact("emb_clinc_lsa")]
    public void Feature_groups_come_to_choose_and_still_retrieve()
    {
        (SimilarityVectors training, SimilarityVectors test) = Split(seed: 0);
        SimilarityModel recipe = Groups("softmax-groups(16,16,tau=1,final=0.2)", new SupervisedContrastiveLoss(.15), .04, new GroupEntropyPenalty(1, 0));
        SimilarityModel bare = Groups("softmax-groups(16,16,tau=1,batchnorm=off,data-start=off)", new TripletLoss(.5, TripletMode.Hard), .001);
        (double chosen, double none) = (Information(recipe), Information(bare));
        Assert.True(chosen > .85, $"information {chosen:0.000} of ln K");
        Assert.True(none < .05, $"information {none:0.000} of ln K, where groups were to stay undecided");
        double raw = test.RPrecision(), found = test.Through(recipe).RPrecision();
        Assert.True(found > raw + .15, $"R-precision {found:0.000}, of the features themselves {raw:0.000}");

        SimilarityModel Groups(string head, SimilarityLoss loss, double rate, params EmbeddingPenalty[] penalties) => SimilarityModel.Train(
            training.Groups, EmbeddingHead.Parse(head, training.Columns),
            new SimilarityOptions { Loss = loss, Penalties = penalties, Sampler = new GroupSampler(64, 4), Optimizer = new AdamW { LearningRate = rate }, Epochs = 12, ValidationShare = 0 });

        double Information(SimilarityModel model)
        {
            var health = GroupHealth.Of(test.Through(model).Values, 16, 16);
            return health.MeanInformation / health.Ceiling;
        }
    }

    private static (SimilarityVectors Training, SimilarityVectors Test) Split(int seed)
    {
        const int prime = 7_919;   // another 90 classes for every seed
        bool Seen(int label) => (label + 1) * (prime + seed) % 151 <= 90;
        return (SimilarityVectors.Read("emb_clinc_lsa", "train").Of(Seen), SimilarityVectors.Read("emb_clinc_lsa", "test").Of(Seen));
    }
}
