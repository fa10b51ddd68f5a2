namespace Probity.Similarity.Tests;

public class ClusterAgreementTests
{
    private static readonly int[] Items = [.. Enumerable.Range(0, 60)];
    private static readonly int[] A = [.. Items.Select(i => i * 7 % 5)], B = [.. Items.Select(i => i * i % 7)];
    private static readonly int[] C = [.. Items.Select(i => i / 6)], D = [.. Items.Select(i => ((i * 3) + (i / 9)) % 11)];
    private static readonly int[] NearB = [.. Items.Select(i => (B[i] + (i % 13 == 0 ? 1 : 0)) % 7)];

    /// <summary>normalized_mutual_info_score and adjusted_mutual_info_score of scikit-learn.</summary>
    public static TheoryData<int[], int[], double, double> Known => new()
    {
        { A, B, 0.012541663640444612, -0.06948424204741031 },
        { C, D, 0.25511769290867026, -0.16916021052324517 },
        { A, C, 0.02491166505160188, -0.20986337414962272 },
        { B, NearB, 0.8579824040819538, 0.8430564065708677 },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Agrees_with_scikit_learn(int[] first, int[] second, double normalized, double adjusted)
    {
        Assert.Equal(normalized, ClusterAgreement.NormalizedMutualInformation(first, second), 1e-12);
        Assert.Equal(adjusted, ClusterAgreement.AdjustedMutualInformation(first, second), 1e-12);
    }

    [Fact]
    public void Same_partition_under_other_names_is_one()
    {
        int[] renamed = [.. B.Select(label => 100 - label)];
        Assert.Equal(1, ClusterAgreement.NormalizedMutualInformation(B, renamed), 1e-12);
        Assert.Equal(1, ClusterAgreement.AdjustedMutualInformation(B, renamed), 1e-12);
    }

    [Fact]
    public void One_cluster_tells_nothing()
    {
        int[] one = new int[60];
        Assert.Equal(0, ClusterAgreement.NormalizedMutualInformation(B, one), 1e-12);
        Assert.Equal(0, ClusterAgreement.AdjustedMutualInformation(B, one), 1e-12);
        Assert.Equal(1, ClusterAgreement.AdjustedMutualInformation(one, one));
        Assert.Equal(1, ClusterAgreement.NormalizedMutualInformation(one, one));
    }

    [Fact]
    public void Clusters_apart_are_found_and_noise_has_no_agreement()
    {
        var random = new Probity.Numerics.RandomStream(4);
        float[] apart = new float[300 * 4], noise = new float[300 * 4];
        int[] groups = [.. Enumerable.Range(0, 300).Select(i => i % 6)];
        for (int i = 0; i < apart.Length; i++)
        {
            noise[i] = (float)random.NextGaussian();
            int group = groups[i / 4];
            apart[i] = (float)(random.NextGaussian() * .05) + (group / 2 == i % 4 ? (group % 2 == 0 ? 3 : -3) : 0);
        }
        foreach (Distance distance in new[] { Distance.Cosine, Distance.Euclidean })
        {
            var options = new RetrievalOptions { Distance = distance, Clustering = true, Pairs = false, Bootstrap = 0 };
            Assert.Equal(1, RetrievalEvaluation.Evaluate(apart, 4, groups, options).Figures["ami"].Value!.Value, 1e-9);
            Assert.InRange(RetrievalEvaluation.Evaluate(noise, 4, groups, options).Figures["ami"].Value!.Value, -.04, .04);
        }
    }
}
