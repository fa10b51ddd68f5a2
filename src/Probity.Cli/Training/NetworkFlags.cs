using System.CommandLine;
using System.Globalization;
using Probity.Cli.Usage;
using Probity.Learning;

namespace Probity.Cli.Training;

/// <summary>The options that say what network is trained.</summary>
internal sealed class NetworkFlags
{
    private readonly Option<string> _hidden = new("--hidden") { HelpName = "widths", Description = "Widths of the hidden layers, such as 256,128; none for softmax regression", DefaultValueFactory = _ => "128" };
    private readonly Option<string> _activation = new("--activation") { HelpName = "name", Description = "relu, gelu or tanh", DefaultValueFactory = _ => "relu" };
    private readonly Option<double> _dropout = new("--dropout") { HelpName = "share", Description = "Share of hidden values dropped while training", DefaultValueFactory = _ => 0 };
    private readonly Option<string> _normalization = new("--normalization") { HelpName = "name", Description = "none, batch or layer", DefaultValueFactory = _ => "none" };
    private readonly Option<string?> _layers = new("--layers") { HelpName = "layers", Description = "Instead of these four: \"linear(256) gelu dropout(0.2)\"; also layernorm, batchnorm, residual(…)" };
    private readonly Option<string?> _head = new("--head") { HelpName = "head", Description = "softmax (default, for two classes too), sigmoid, learned_confidence(0.3), deep_gamblers(2.2)" };

    public NetworkFlags AddTo(Command command)
    {
        foreach (Option option in (Option[])[_hidden, _activation, _dropout, _normalization, _layers, _head]) command.Options.Add(option);
        return this;
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="convex">The optimiser wants no hidden layers: the default is then none.</param>
    public NetworkDesign Design(ParseResult parsed, bool convex)
    {
        if (parsed.GetValue(_layers) is { } text)
        {
            foreach (Option option in (Option[])[_hidden, _activation, _dropout, _normalization])
            {
                if (parsed.IsGiven(option)) throw new ArgumentException($"{option.Name} does not go with {_layers.Name}, which says everything about the layers");
            }
            return NetworkDesign.Parse(text);
        }
        if (convex && !parsed.IsGiven(_hidden)) return new NetworkDesign();
        return NetworkDesign.Hidden(Widths(parsed.GetRequiredValue(_hidden)), parsed.GetRequiredValue(_activation), parsed.GetRequiredValue(_normalization), parsed.GetValue(_dropout));
    }

    public bool GivesLayers(ParseResult parsed) => ((Option[])[_hidden, _activation, _dropout, _normalization, _layers]).Any(parsed.IsGiven);

    public bool GivesHead(ParseResult parsed) => parsed.IsGiven(_head);

    public Head Head(ParseResult parsed, bool multiLabel)
    {
        Head head = parsed.GetValue(_head) is { } text ? Learning.Head.Parse(text) : multiLabel ? Learning.Head.MultiLabel : Learning.Head.Softmax;
        if (head == Learning.Head.MultiLabel != multiLabel)
            throw new ArgumentException(multiLabel ? $"{_head.Name} {head} does not go with --multilabel; leave it out" : $"{_head.Name} multilabel goes with --multilabel, and labels of 0 and 1 in a column each");
        return head;
    }

    private int[] Widths(string text) => text == "none" ? [] : Array.ConvertAll(text.Split(','), word =>
        int.TryParse(word.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            ? width
            : throw new ArgumentException($"{_hidden.Name} {text}: '{word}' is no width; write whole numbers such as 256,128, or none"));
}
