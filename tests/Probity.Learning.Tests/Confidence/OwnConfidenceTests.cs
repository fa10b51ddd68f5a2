using Probity.Learning.Tests.Ensembles;

namespace Probity.Learning.Tests.Confidence;

public class OwnConfidenceTests
{
    [Fact]
    public void Deep_Gamblers_is_sure_of_what_it_does_not_reserve()
    {
        float[] table = [.. Tables.Random(20 * 4, 2, 1)];
        double[] confidence = new double[20], logOdds = new double[20];
        Classifier model = Tables.Model(Head.DeepGamblers(), 3, 20, table);
        Assert.True(model.HasOwnConfidence);
        model.OwnConfidence(Tables.Rows(20), confidence);
        model.OwnConfidenceLogOdds(Tables.Rows(20), logOdds);
        for (int i = 0; i < 20; i++)
        {
            double reserved = Tables.Softmax(table[(4 * i)..(4 * (i + 1))])[3];
            Assert.Equal(1 - reserved, confidence[i], 1e-12);
            Assert.Equal(Math.Log((1 - reserved) / reserved), logOdds[i], 1e-9);
        }
    }

    [Fact]
    public void Members_answer_by_their_mean_and_logits_leave_the_confidence_out()
    {
        float[] first = Tables.Random(20 * 4, 2, 1), second = Tables.Random(20 * 4, 2, 2), logits = new float[20 * 3];
        double[] confidence = new double[20];
        Classifier model = Tables.Model(Head.LearnedConfidence(), 3, 20, first, second);
        model.OwnConfidence(Tables.Rows(20), confidence);
        model.Logits(Tables.Rows(20), logits);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(((1 / (1 + Math.Exp(-first[(4 * i) + 3]))) + (1 / (1 + Math.Exp(-second[(4 * i) + 3])))) / 2, confidence[i], 1e-12);
            double[] p = Tables.Softmax(first[(4 * i)..((4 * i) + 3)]), q = Tables.Softmax(second[(4 * i)..((4 * i) + 3)]);
            for (int k = 0; k < 3; k++) Assert.Equal(Math.Log((p[k] + q[k]) / 2), logits[(3 * i) + k], 2e-6);
        }
    }

    [Fact]
    public void Confidences_that_round_to_1_are_still_told_apart()
    {
        // Rows of K + 1 = 3 outputs; the last is the log-odds.
        float[] first = [0, 0, 40, 0, 0, 60], second = [0, 0, 50, 0, 0, 60];
        double[] confidence = new double[2], logOdds = new double[2];
        Classifier model = Tables.Model(Head.LearnedConfidence(), 2, 2, first, second);
        model.OwnConfidence(Tables.Rows(2), confidence);
        model.OwnConfidenceLogOdds(Tables.Rows(2), logOdds);
        Assert.Equal([1.0, 1.0], confidence);
        Assert.Equal(-Math.Log((Math.Exp(-40) + Math.Exp(-50)) / 2), logOdds[0], 1e-12);   // 1 − c is the mean of e⁻⁴⁰ and e⁻⁵⁰
        Assert.Equal(60, logOdds[1], 1e-12);
    }

    [Fact]
    public void Says_so_where_there_is_none()
    {
        Classifier model = Tables.Model(Head.Softmax, 2, 1, [1, 0]);
        Assert.False(model.HasOwnConfidence);
        Assert.Contains("softmax has none", Assert.Throws<InvalidOperationException>(() => model.OwnConfidence(Tables.Rows(1), new double[1])).Message, StringComparison.Ordinal);
    }
}
