using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>
/// All solutions of nearly-isotonic regression, min ½Σ n_i(m_i − β_i)² + λΣ max(0, β_i − β_i+1), from λ = 0 to the isotonic one
/// (Tibshirani, Hoefling &amp; Tibshirani, Technometrics 2011): pieces move in straight lines of λ, meet, and stay together.
/// </summary>
/// <remarks>A piece moves as it did at birth until it meets another, so the path is a tree of at most twice as many pieces as there are runs; O(n log n).</remarks>
internal sealed class NearIsotonicPath
{
    private const double Equal = 1e-14;   // values of pieces that met are equal up to rounding; others differ by some 1/n² at the least
    private const double Same = 1 + 1e-12;

    private readonly ScoreGroups _groups;
    private readonly List<Piece> _pieces = [];
    private readonly List<int> _left = [], _right = [], _parents = [];
    private readonly PriorityQueue<(int Left, int Right), double> _meetings = new();

    private NearIsotonicPath(ScoreGroups groups) => _groups = groups;

    /// <summary>Pieces, those of λ = 0 first, which are the runs of groups with equal shares.</summary>
    public IReadOnlyList<Piece> Pieces => _pieces;

    /// <summary>Pieces of λ = 0.</summary>
    public int Runs { get; private set; }

    /// <summary>Exclusive ends of runs, as groups.</summary>
    public List<int> RunEnds { get; } = [];

    /// <summary>The λ at which something met, ascending, after a first 0.</summary>
    public List<double> Lambdas { get; } = [0];

    /// <summary>The piece that a piece became part of; −1 for those of the isotonic solution.</summary>
    public IReadOnlyList<int> Parents => _parents;

    public static NearIsotonicPath Of(ScoreGroups groups)
    {
        var path = new NearIsotonicPath(groups);
        path.MakeRuns();
        path.Run();
        return path;
    }

    /// <summary>The values of one solution, a run each.</summary>
    /// <param name="model">Index into <see cref="Lambdas"/>.</param>
    public double[] Solution(int model)
    {
        var values = new double[_pieces.Count];
        for (int i = values.Length - 1; i >= 0; i--)
        {
            Piece piece = _pieces[i];
            if (model >= piece.Born && model < piece.Died) values[i] = piece.At(Lambdas[model]);
            else if (_parents[i] >= 0) values[i] = values[_parents[i]];
        }
        return values[..Runs];
    }

    /// <summary>How far a solution is from the conditions of an optimum: Σ_k≤i n_k(m_k − β_k) must be λ where β falls after i, 0 where it rises, and between them where it does not move. As a share of all weight.</summary>
    public double Violation(int model, double total)
    {
        double[] values = Solution(model);
        double lambda = Lambdas[model], sum = 0, worst = 0;
        for (int i = 0; i < Runs; i++)
        {
            Piece run = _pieces[i];
            sum += run.Ones - (run.Total * values[i]);
            double step = i + 1 < Runs ? values[i] - values[i + 1] : -1;
            double low = step > Equal ? lambda : 0, high = step < -Equal ? 0 : lambda;
            worst = Math.Max(worst, Math.Max(low - sum, sum - high));
        }
        return worst / total;
    }

    private void MakeRuns()
    {
        for (int i = 0; i < _groups.Count;)
        {
            double ones = 0, total = 0, share = _groups.Ones[i] / _groups.Totals[i];
            for (; i < _groups.Count && _groups.Ones[i] / _groups.Totals[i] == share; i++)
            {
                ones += _groups.Ones[i];
                total += _groups.Totals[i];
            }
            RunEnds.Add(i);
            _pieces.Add(new Piece(ones, total, share, 0, 0, 0));
        }
        Runs = _pieces.Count;
        for (int i = 0; i < Runs; i++)
        {
            _left.Add(i - 1);
            _right.Add(i + 1 < Runs ? i + 1 : -1);
            _parents.Add(-1);
        }
        for (int i = 0; i < Runs; i++) _pieces[i] = _pieces[i] with { Slope = Slope(i, 0) };
        for (int i = 0; i + 1 < Runs; i++) Schedule(i, i + 1, 0);
    }

    private void Run()
    {
        while (_meetings.TryDequeue(out var meeting, out double lambda))
        {
            (int left, int right) = meeting;
            if (_parents[left] >= 0 || _parents[right] >= 0) continue;
            lambda = Math.Max(lambda, Lambdas[^1]);
            if (lambda > Lambdas[^1] * Same) Lambdas.Add(lambda);
            Join(left, right, Lambdas[^1]);
        }
    }

    private void Join(int left, int right, double lambda)
    {
        int model = Lambdas.Count - 1, joined = _pieces.Count;
        Piece a = _pieces[left], b = _pieces[right];
        (_pieces[left], _pieces[right]) = (a with { Died = model }, b with { Died = model });
        double total = a.Total + b.Total, value = ((a.Total / total) * a.At(lambda)) + ((b.Total / total) * b.At(lambda));
        _pieces.Add(new Piece(a.Ones + b.Ones, total, value, lambda, 0, model));
        _parents[left] = _parents[right] = joined;
        _parents.Add(-1);
        _left.Add(_left[left]);
        _right.Add(_right[right]);
        if (_left[joined] >= 0) _right[_left[joined]] = joined;
        if (_right[joined] >= 0) _left[_right[joined]] = joined;
        _pieces[joined] = _pieces[joined] with { Slope = Slope(joined, lambda) };
        if (_left[joined] >= 0) Schedule(_left[joined], joined, lambda);
        if (_right[joined] >= 0) Schedule(joined, _right[joined], lambda);
    }

    private double Slope(int piece, double lambda)
    {
        double value = _pieces[piece].At(lambda), slope = 0;
        if (_left[piece] >= 0 && _pieces[_left[piece]].At(lambda) > value + Equal) slope++;
        if (_right[piece] >= 0 && value > _pieces[_right[piece]].At(lambda) + Equal) slope--;
        return slope / _pieces[piece].Total;
    }

    private void Schedule(int left, int right, double lambda)
    {
        Piece a = _pieces[left], b = _pieces[right];
        double gap = b.At(lambda) - a.At(lambda), closing = a.Slope - b.Slope;
        if (Math.Abs(gap) <= Equal) _meetings.Enqueue((left, right), lambda);
        else if (closing != 0 && gap / closing > 0) _meetings.Enqueue((left, right), lambda + (gap / closing));
    }

    /// <summary>Neighbouring runs that share one value, from the solution where they met to the one where they meet others.</summary>
    /// <param name="Ones">Weight of class 1.</param>
    /// <param name="Total">Weight.</param>
    /// <param name="Value">β at its first λ.</param>
    /// <param name="Lambda">Its first λ.</param>
    /// <param name="Slope">Of β over λ.</param>
    /// <param name="Born">The first solution that has it.</param>
    public readonly record struct Piece(double Ones, double Total, double Value, double Lambda, double Slope, int Born)
    {
        /// <summary>The first solution that no longer has it.</summary>
        public int Died { get; init; } = int.MaxValue;

        public double At(double lambda) => Slope == 0 ? Value : Math.Clamp(Value + (Slope * (lambda - Lambda)), 0, 1);

        /// <summary>Log-likelihood of its rows under a probability.</summary>
        public double LogLikelihood(double probability)
        {
            double zeros = Total - Ones;
            probability = Math.Clamp(probability, 1e-300, 1 - 1e-16);   // where a weight vanished in the sum
            return (Ones > 0 ? Ones * Math.Log(probability) : 0) + (zeros > 0 ? zeros * Elementary.Log1P(-probability) : 0);
        }
    }
}
