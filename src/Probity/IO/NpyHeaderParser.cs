using System.Text;

namespace Probity.IO;

/// <summary>
/// Reads the one Python literal an npy header may be: a dictionary of exactly descr, fortran_order and shape. Anything else is refused.
/// </summary>
internal ref struct NpyHeaderParser(ReadOnlySpan<byte> text, string name)
{
    private const int MaxDimensions = 32;   // numpy's own bound for decades

    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    public (string Descr, bool FortranOrder, List<long> Shape) Parse()
    {
        string? descr = null;
        bool? fortranOrder = null;
        List<long>? shape = null;
        Expect('{');
        while (!Accept('}'))
        {
            string key = Text();
            Expect(':');
            switch (key)
            {
                case "descr" when descr is null:
                    Skip();
                    if (Peek() is '[' or '(')
                        throw new InvalidDataException($"{name}: a structured array (named fields); save its columns as one plain array of numbers");
                    descr = Text();
                    break;
                case "fortran_order" when fortranOrder is null:
                    fortranOrder = Truth();
                    break;
                case "shape" when shape is null:
                    shape = Tuple();
                    break;
                case "descr" or "fortran_order" or "shape":
                    throw Refusal($"'{key}' stands there twice");
                default:
                    throw Refusal($"'{key}' is not one of descr, fortran_order, shape");
            }

            if (!Accept(','))
            {
                Expect('}');
                break;
            }
        }

        Skip();
        if (_at < _text.Length) throw Refusal($"something follows the closing brace at byte {_at}");
        if (descr is null || fortranOrder is null || shape is null)
            throw Refusal($"'{(descr is null ? "descr" : fortranOrder is null ? "fortran_order" : "shape")}' is missing");
        return (descr, fortranOrder.Value, shape);
    }

    private string Text()
    {
        Skip();
        char quote = Peek();
        if (quote is not ('\'' or '"')) throw Refusal($"a quoted text is missing at byte {_at}");
        int start = ++_at;
        while (_at < _text.Length && _text[_at] != quote)
        {
            if (_text[_at] is (byte)'\\' or < 32 or > 126) throw Refusal($"a character that does not belong there at byte {_at}");
            _at++;
        }

        if (_at == _text.Length) throw Refusal("a quoted text without its end");
        string found = Encoding.ASCII.GetString(_text[start.._at++]);
        return found.Length <= 64 ? found : throw Refusal($"a text of {found.Length:N0} characters");
    }

    private bool Truth()
    {
        Skip();
        bool truth = _text[_at..].StartsWith("True"u8);
        if (!truth && !_text[_at..].StartsWith("False"u8)) throw Refusal("fortran_order is neither True nor False");
        _at += truth ? 4 : 5;
        return truth;
    }

    private List<long> Tuple()
    {
        var sizes = new List<long>();
        Expect('(');
        while (!Accept(')'))
        {
            sizes.Add(Size());
            if (sizes.Count > MaxDimensions) throw Refusal($"more than {MaxDimensions} dimensions");
            if (!Accept(','))
            {
                // (5) is a number in Python, (5,) a tuple.
                if (sizes.Count == 1) throw Refusal("shape is a number, not a tuple");
                Expect(')');
                break;
            }
        }

        return sizes;
    }

    private long Size()
    {
        Skip();
        if (Peek() == '-') throw Refusal("a negative dimension");
        int start = _at;
        long value = 0;
        while (Peek() is >= '0' and <= '9')
        {
            int digit = _text[_at++] - '0';
            if (value > (long.MaxValue - digit) / 10) throw Refusal("a dimension beyond 2^63");
            value = (value * 10) + digit;
        }

        if (_at == start) throw Refusal($"a dimension is missing at byte {_at}");
        if (Peek() == 'L') _at++;   // what Python 2 wrote
        return value;
    }

    private readonly char Peek() => _at < _text.Length ? (char)_text[_at] : '\0';

    private bool Accept(char wanted)
    {
        Skip();
        if (Peek() != wanted) return false;
        _at++;
        return true;
    }

    private void Expect(char wanted)
    {
        if (!Accept(wanted)) throw Refusal($"'{wanted}' is missing at byte {_at}");
    }

    private void Skip()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r') _at++;
    }

    private readonly InvalidDataException Refusal(string what) => new($"{name}: the npy header is damaged: {what}");
}
