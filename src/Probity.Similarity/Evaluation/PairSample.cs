using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>Keys of random pairs of a large set.</summary>
internal static class PairSample
{
    private const int Queries = 2_048, PairsOfQuery = 32;

    public static (List<float> Right, List<float> Wrong) Draw(RetrievalSet set, ulong seed)
    {
        Relevance relevance = set.Relevance;
        var tile = new DistanceTile(set.Queries.Distance, set.Queries.Columns, queriesAtOnce: 1);
        var runs = new List<Run>();
        List<float> right = [], wrong = [];
        for (int draw = 0; draw < Queries; draw++)
        {
            var random = new RandomStream(seed, ((ulong)RetrievalStreams.Pairs << 32) | (uint)draw);
            int query = random.NextInt32(relevance.Queries), self = relevance.Self(query);
            tile.SetQueries(set.Queries, query, 1);
            runs.Clear();
            relevance.AddRuns(query, runs);
            for (int i = 0; i < PairsOfQuery; i++)
            {
                Take(random.NextInt32(relevance.References));
                if (runs.Count == 0) continue;
                Run run = runs[random.NextInt32(runs.Count)];
                Take(run.Start + random.NextInt32(run.Length));
            }

            void Take(int reference)
            {
                if (reference == self) return;
                tile.Compute(set.References, reference, 1);
                bool counts = false;
                foreach (Run run in runs) counts |= reference >= run.Start && reference < run.End;
                (counts ? right : wrong).Add(tile.Keys(0, 0, 1)[0]);
            }
        }
        return (right, wrong);
    }
}
