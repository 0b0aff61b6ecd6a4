package chart

import (
	"math"
	"math/bits"
	"strconv"
)

// powers are the powers of ten that AppendFixed multiplies by.
var powers = [...]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12}

// AppendFixed appends v with a fixed number of decimals, as
// strconv.AppendFloat(b, v, 'f', decimals, 64) does. Pages print thousands of
// such numbers, and strconv works them out digit by digit; those below 2^24
// with up to twelve decimals need one multiplication here, which is exact in
// 128 bits.
func AppendFixed(b []byte, v float64, decimals int) []byte {
	raw := math.Float64bits(v)
	exponent := int(raw>>52&0x7ff) - 1075
	if decimals < 1 || decimals >= len(powers) || exponent < -1074 || exponent > -29 {
		return strconv.AppendFloat(b, v, 'f', decimals, 64) // whole, huge, tiny or no number
	}
	// v is mantissa / 2^shift.
	mantissa, shift := raw&(1<<52-1)|1<<52, uint(-exponent)
	hi, lo := bits.Mul64(mantissa, powers[decimals])
	n := nearest(hi, lo, shift)
	if raw>>63 == 1 {
		b = append(b, '-')
	}
	b = strconv.AppendUint(b, n/powers[decimals], 10)
	b = append(b, '.')
	rest := n % powers[decimals]
	for i := decimals - 1; i > 0 && rest < powers[i]; i-- {
		b = append(b, '0')
	}
	return strconv.AppendUint(b, rest, 10)
}

// nearest divides a number of 128 bits by 2^shift, 29 or more, and rounds to
// the nearest whole, a half to the even one. The result must fit.
func nearest(hi, lo uint64, shift uint) uint64 {
	if shift > 127 {
		return 0 // the number is less than 2^93
	}
	var n, half, below uint64
	if shift > 64 {
		n = hi >> (shift - 64)
		half, below = hi>>(shift-65)&1, hi&(1<<(shift-65)-1)|lo
	} else if shift == 64 {
		n = hi
		half, below = lo>>63, lo&(1<<63-1)
	} else {
		n = hi<<(64-shift) | lo>>shift
		half, below = lo>>(shift-1)&1, lo&(1<<(shift-1)-1)
	}
	if half == 1 && (below > 0 || n&1 == 1) {
		n++
	}
	return n
}
